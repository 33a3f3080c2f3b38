//! Facts text reads back as exactly what was written.

use super::*;
use crate::definitions::model::*;

fn element(id: &str, min: u32, max: Max) -> ElementDefinition {
    let path = row::without_slices(id);
    ElementDefinition {
        id: id.into(),
        base: Some(Base { path: path.as_str().into(), min, max }),
        path: path.into(),
        slice_name: row::slice_name(id).into(),
        min: Some(min),
        max: Some(max),
        is_modifier: Some(false),
        is_summary: Some(false),
        ..ElementDefinition::default()
    }
}

fn of_type(code: &str) -> Vec<TypeRef> {
    vec![TypeRef { code: code.into(), ..TypeRef::default() }]
}

fn constraint(key: &str, expression: &str) -> Constraint {
    Constraint {
        key: key.into(),
        is_error: true,
        expression: expression.into(),
        best_practice: false,
        source: "".into(),
    }
}

fn structure(url: &str, base: &str, snapshot: Vec<ElementDefinition>) -> StructureDefinition {
    StructureDefinition {
        url: url.into(),
        version: "1".into(),
        name: "A name".into(),
        kind: StructureKind::Resource,
        is_abstract: false,
        type_name: snapshot[0].path.clone(),
        base: base.into(),
        is_constraint: base.starts_with("http"),
        context: vec![],
        context_invariant: vec![],
        snapshot,
        differential: vec![],
    }
}

/// A type, a resource that uses it and the profile of that resource which `change` makes.
fn sample(change: impl FnOnce(&mut StructureDefinition)) -> FactsEdition {
    let mut name = structure(
        "http://hl7.org/fhir/StructureDefinition/HumanName",
        "",
        vec![element("HumanName", 0, Max::UNBOUNDED), element("HumanName.family", 0, Max(1))],
    );
    name.kind = StructureKind::ComplexType;
    name.snapshot[0].constraints = vec![constraint("ele-1", "hasValue()")];
    let mut patient = structure(
        "http://hl7.org/fhir/StructureDefinition/Patient",
        "",
        vec![element("Patient", 0, Max::UNBOUNDED), element("Patient.name", 0, Max::UNBOUNDED)],
    );
    patient.snapshot[1].types = of_type("HumanName");
    patient.snapshot[1].constraints = vec![constraint("ele-1", "hasValue()"), constraint("nam-1", "family = '\"\\x'")];
    let mut profile = patient.clone();
    profile.url = "http://example.org/Profile".into();
    profile.base = patient.url.clone();
    profile.is_constraint = true;
    profile.snapshot.push(ElementDefinition { slice_name: "b".into(), ..patient.snapshot[1].clone() });
    profile.snapshot[2].id = "Patient.name:b".into();
    let family = ElementDefinition { id: "Patient.name:b.family".into(), ..name.snapshot[1].clone() };
    profile.snapshot.push(ElementDefinition { path: "Patient.name.family".into(), ..family });
    change(&mut profile);
    FactsEdition {
        key: "test@1".into(),
        builds_on: vec![],
        sources: vec![("a b.tgz".into(), "00ff".into())],
        terms: "anybody's".into(),
        package: Package {
            name: "test".into(),
            version: "1.0".into(),
            dependencies: vec![("r4".into(), "4.0.1".into())],
            structures: vec![profile, name, patient],
            others: vec![("ValueSet".into(), "http://example.org/vs".into(), "2".into())],
            ..Package::default()
        },
    }
}

fn lines_of(edition: &FactsEdition) -> Vec<String> {
    let files = write(edition, &[]);
    let back = read(&files, &[]).unwrap();
    assert_eq!(&back, edition, "{files:#?}");
    let file = files.iter().find(|(name, _)| name == "Profile.txt").unwrap();
    file.1.lines().filter(|l| l.starts_with(' ')).map(|l| l.trim().to_owned()).collect()
}

#[test]
fn what_is_as_in_the_base_is_a_bare_id() {
    assert_eq!(lines_of(&sample(|_| ())), ["Patient", "Patient.name", "Patient.name:b", "Patient.name:b.family"]);
}

#[test]
fn every_field_survives() {
    let object = Value::Object(vec![
        ("z".into(), Value::Array(vec![Value::Number("1.50".into()), Value::Boolean(true)])),
        ("a".into(), Value::String("日本 \"x\"\n\u{7}".into())),
        ("e".into(), Value::Object(vec![])),
    ]);
    type Change = Box<dyn Fn(&mut ElementDefinition)>;
    let typed = |name: &str, value: &Value| Some((name.into(), value.clone()));
    let cases: Vec<(Change, &str)> = vec![
        (Box::new(|e| e.min = Some(1)), "Patient.name 1..*"),
        (Box::new(|e| (e.min, e.max) = (None, Some(Max(3)))), "Patient.name ..3"),
        (Box::new(|e| (e.min, e.max) = (None, None)), "Patient.name .."),
        (Box::new(|e| e.must_support = Some(true)), "Patient.name MS"),
        (Box::new(|e| e.must_support = Some(false)), "Patient.name MS=false"),
        (Box::new(|e| e.is_modifier = None), "Patient.name -modifier"),
        (Box::new(|e| e.is_summary = Some(true)), "Patient.name summary"),
        (Box::new(|e| e.base = None), "Patient.name -base"),
        (
            Box::new(|e| e.base = Some(Base { path: "A.b".into(), min: 1, max: Max::UNBOUNDED })),
            "Patient.name base=A.b:1..*",
        ),
        (Box::new(|e| e.slice_name = "odd one".into()), "Patient.name slice=\"odd one\""),
        (Box::new(|e| e.path = "".into()), "Patient.name path=\"\""),
        (Box::new(|e| e.types.clear()), "Patient.name -type"),
        (Box::new(|e| e.content_reference = "#A.b".into()), "Patient.name content=#A.b"),
        (Box::new(|e| e.representation = vec!["xmlAttr".into()]), "Patient.name representation=xmlAttr"),
        (Box::new(|e| e.max_length = Some(7)), "Patient.name maxLength=7"),
        (Box::new(|e| e.min_length = Some(2)), "Patient.name minLength=2"),
        (
            Box::new(|e| e.narrative_languages = vec!["_resource".into(), "de".into()]),
            "Patient.name narrativeLanguage=_resource narrativeLanguage=de",
        ),
        (Box::new(|e| e.constraints.clear()), "Patient.name -constraints"),
        (Box::new(|e| e.constraints.reverse()), "Patient.name constraints=nam-1,ele-1"),
        (
            Box::new(|e| e.constraints.push(constraint("ele-1", "false"))),
            "Patient.name constraints=ele-1,nam-1,ele-1#2",
        ),
        (
            Box::new({
                let value = object.clone();
                move |e| e.fixed = typed("HumanName", &value)
            }),
            r#"Patient.name fixed:HumanName={"z":[1.50,true],"a":"日本 \"x\"\n\u0007","e":{}}"#,
        ),
        (
            Box::new(|e| e.pattern = Some(("String".into(), Value::String("".into())))),
            "Patient.name pattern:String=\"\"",
        ),
        (
            Box::new(|e| e.min_value = Some(("Integer".into(), Value::Number("-1".into())))),
            "Patient.name minValue:Integer=-1",
        ),
        (
            Box::new(|e| {
                let code = TypeRef {
                    profiles: vec!["http://a/b|1".into(), "c[x] d".into()],
                    target_profiles: vec!["t".into()],
                    aggregation: vec!["contained".into()],
                    versioning: "either".into(),
                    regex: "[ \\t]+".into(),
                    code: "Reference".into(),
                };
                e.types = vec![code, TypeRef { code: "a[".into(), ..TypeRef::default() }];
            }),
            "Patient.name type=Reference[profile=http://a/b|1 profile=\"c[x] d\" target=t aggregation=contained \
             versioning=either regex=\"[ \\\\t]+\"] type=\"a[\"",
        ),
        (
            Box::new(|e| {
                let (value_set, max_value_set) = ("http://v".into(), "http://m".into());
                e.binding = Some(Binding { strength: BindingStrength::Required, value_set, max_value_set });
            }),
            "Patient.name binding=required[valueSet=http://v max=http://m]",
        ),
        (
            Box::new(|e| {
                let part = |kind, path: &str| Discriminator { kind, path: path.into() };
                e.slicing = Some(Slicing {
                    discriminators: vec![
                        part(DiscriminatorKind::Value, "a.ofType(b)"),
                        part(DiscriminatorKind::Exists, "value[x]"),
                    ],
                    ordered: true,
                    rules: SlicingRules::OpenAtEnd,
                });
            }),
            "Patient.name slicing=openAtEnd-ordered[value:a.ofType(b) exists:\"value[x]\"]",
        ),
    ];
    for (change, line) in cases {
        assert_eq!(lines_of(&sample(|p| change(&mut p.snapshot[1])))[1], line);
    }
}

#[test]
fn a_slice_does_not_inherit_slicing() {
    let slicing = Slicing { discriminators: vec![], ordered: false, rules: SlicingRules::Closed };
    let mut edition = sample(|_| ());
    edition.package.structures[2].snapshot[1].slicing = Some(slicing);
    let lines = lines_of(&edition);
    assert_eq!(lines[1..3], ["Patient.name -slicing", "Patient.name:b"]);
}

#[test]
fn faults_name_file_and_line() {
    let files = write(&sample(|_| ()), &[]);
    let with = |name: &str, text: &str| {
        let mut files = files.clone();
        files.push((name.into(), text.into()));
        read(&files, &[]).unwrap_err().to_string()
    };
    for (text, message) in [
        ("  Patient 1..1\n", "x.txt:1: `structure` expected first"),
        ("structure u\n  A 1..x\n", "x.txt:2: `1..x` is no cardinality"),
        ("structure u\n\n# note\n  A bogus\n", "x.txt:4: `bogus` is no word of an element line"),
        ("structure u\n  A -bogus\n", "x.txt:2: `-bogus` is no word of an element line"),
        ("structure u\n  A constraints=zz\n", "x.txt:2: no constraint is named `zz`"),
        ("structure u\n  A fixed:string=\"a\n", "x.txt:2: a quoted text expected at `\"a`"),
        ("structure u\n  A fixed:X={\"a\"=1}\n", "x.txt:2: `:` expected at `=1}`"),
        ("structure u\nbogus\n", "x.txt:2: no line of a definition begins with `bogus`"),
        ("structure u\n  A binding=weak\n", "x.txt:2: `weak` is no strength of a binding"),
        ("structure u\n  A type=B[profile]\n", "x.txt:2: `=` expected after `profile`"),
    ] {
        assert_eq!(with("x.txt", text), message);
    }
    assert_eq!(read(&[], &[]).unwrap_err().to_string(), "edition.txt:0: `edition` expected");
}
