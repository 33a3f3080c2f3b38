//! Laws that hold for every expression: nothing panics, and the algebra of the specification.

use std::sync::{Arc, LazyLock};

use jpfhir::definitions::{Cache, Definitions, Selection};
use jpfhir::document::Document;
use jpfhir::fhirpath::{Alone, Input, Machine, Mode, Model, Scope, Static, Value, compile, parse};
use jpfhir::source::Source;
use proptest::prelude::*;

const PATIENT: &str = r##"{"resourceType":"Patient","id":"a","active":true,"birthDate":"1974-12-25","_birthDate":{"id":"x"},
    "name":[{"use":"official","family":"山田","given":["花子","b",null],"_given":[null,null,{"id":"g"}]},{"text":"t"}],
    "telecom":[{"system":"phone","value":"1","rank":2},{"system":"email","value":"é@x","period":{"start":"2020","end":"2020-02-30"}}],
    "multipleBirthInteger":2,"contained":[{"resourceType":"Observation","id":"o","status":"final","valueQuantity":{"value":1.50,
    "unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}],"managingOrganization":{"reference":"#o"},"unknown":[[1],{}]}"##;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let selection = Selection { guides: vec!["r4".into()], packages: Vec::new(), cache: Cache::default() };
    Model::new(Arc::new(Definitions::open(&selection).expect("R4 is embedded").definitions))
});

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    LazyLock::force(&MODEL);
    Document::parse(Source::new("patient", PATIENT.to_owned())).0
});

/// What an expression gives, as text; `None` when something is wrong with it.
fn eval(expression: &str, mode: Mode) -> Option<Vec<String>> {
    let root = DOCUMENT.root().expect("a root");
    let ty = MODEL.resource(root);
    let types = Static::fhir([ty]);
    let program = compile(expression, &MODEL, &Scope::new(types.clone(), types), mode).ok()?;
    let input = Input { element: root, ty, resource: root, root_resource: root };
    let mut host = Alone;
    let mut machine = Machine::new(&program, &MODEL, input, &mut host);
    let found = machine.run().ok()?;
    let truth = match found {
        [Value::Boolean(truth)] => Some(*truth),
        _ => None,
    };
    let values = found.iter().map(Value::to_string).collect();
    // A condition is the same by either way of evaluating.
    if let (Some(truth), Ok(tested)) = (truth, machine.run_test()) {
        assert_eq!(tested, Some(truth), "{expression}");
    }
    // Why it does not hold can be said of anything.
    let _ = machine.reason();
    Some(values)
}

/// An expression that must be true.
fn law(expression: String) -> Result<(), TestCaseError> {
    match eval(&expression, Mode::default()) {
        Some(result) if result == ["true"] => Ok(()),
        result => Err(TestCaseError::fail(format!("{expression} gives {result:?}"))),
    }
}

/// A collection of literals, as an expression.
fn collection() -> impl Strategy<Value = String> {
    let item = prop_oneof![
        (-3_i32..4).prop_map(|n| format!("({n})")),
        (-30_i32..40).prop_map(|n| format!("({}.{})", n / 10, n.unsigned_abs() % 10)),
        "[a-cé]{0,2}".prop_map(|s| format!("'{s}'")),
        any::<bool>().prop_map(|b| b.to_string()),
        (1_u32..13, 1_u32..29).prop_map(|(m, d)| format!("@2020-{m:02}-{d:02}")),
        prop_oneof![Just("1 'cm'"), Just("10 'mm'"), Just("1 year"), Just("12 months"), Just("@T10:00")]
            .prop_map(str::to_owned),
        prop_oneof![Just("name"), Just("name.given"), Just("telecom"), Just("active"), Just("birthDate")]
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(item, 0..5)
        .prop_map(|items| items.iter().fold("{}".to_owned(), |all, item| format!("{all}.combine({item})")))
}

/// Any expression that the grammar makes, right or wrong.
fn expression() -> impl Strategy<Value = String> {
    let names = prop_oneof![
        Just("name"),
        Just("given"),
        Just("telecom"),
        Just("value"),
        Just("period"),
        Just("contained"),
        Just("birthDate"),
        Just("active"),
        Just("Patient"),
        Just("$this"),
        Just("$index"),
        Just("$total"),
        Just("%resource"),
        Just("%context"),
        Just("{}"),
        Just("1"),
        Just("0"),
        Just("2147483647"),
        Just("1.50"),
        Just("'a'"),
        Just("''"),
        Just("@2020"),
        Just("@2020-02-29T10:00:00.000+09:00"),
        Just("@T23:59"),
        Just("3 'mg'"),
        Just("1 year"),
        Just("true"),
        Just("'('"),
    ];
    names.prop_map(str::to_owned).prop_recursive(5, 40, 4, |inner| {
        let operators = prop_oneof![
            Just("+"),
            Just("-"),
            Just("*"),
            Just("/"),
            Just("div"),
            Just("mod"),
            Just("&"),
            Just("|"),
            Just("="),
            Just("!="),
            Just("~"),
            Just("!~"),
            Just("<"),
            Just(">="),
            Just("in"),
            Just("contains"),
            Just("and"),
            Just("or"),
            Just("xor"),
            Just("implies"),
        ];
        let functions: Vec<&'static str> = jpfhir::fhirpath::functions::all().map(|f| f.name).collect();
        prop_oneof![
            (inner.clone(), operators, inner.clone()).prop_map(|(a, o, b)| format!("({a} {o} {b})")),
            (inner.clone(), prop::sample::select(functions), prop::collection::vec(inner.clone(), 0..3))
                .prop_map(|(a, f, arguments)| format!("{a}.{f}({})", arguments.join(", "))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}[{b}]")),
            (inner.clone(), prop_oneof![Just("string"), Just("Quantity"), Just("System.Integer"), Just("HumanName")])
                .prop_map(|(a, t)| format!("{a}.ofType({t})")),
            (inner.clone(), prop_oneof![Just("is Boolean"), Just("as Period"), Just("is code")])
                .prop_map(|(a, t)| format!("({a} {t})")),
            inner.prop_map(|a| format!("-{a}")),
        ]
    })
}

#[test]
fn nothing_grows_without_bound() {
    let sixty = (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join(" | ");
    let costly = [
        format!("({sixty}).aggregate($total & $total, 'ab')"),
        format!("({sixty}).aggregate($total.combine($total), 1)"),
        format!("({sixty}).aggregate($total.replace('', 'abcdefgh'), 'ab')"),
        "1.repeat($this + 1)".to_owned(),
        "'a'.repeat($this & 'a')".to_owned(),
        format!(
            "({sixty}).aggregate($total + ({sixty}).select($this.toString()).join(), 'a').toChars().repeat($this & 'x')"
        ),
    ];
    for expression in costly {
        let started = std::time::Instant::now();
        assert_eq!(eval(&expression, Mode::default()), None, "{expression}");
        assert!(started.elapsed().as_secs() < 60, "{expression} took {:?}", started.elapsed());
    }
}

#[test]
fn depth_is_limited() {
    let deep = [
        "(".repeat(20_000) + "1" + &")".repeat(20_000),
        "-".repeat(20_000) + "1",
        "name".to_owned() + &".name".repeat(20_000),
        "1".to_owned() + &" + 1".repeat(20_000),
        "iif(true, ".repeat(20_000) + "1" + &")".repeat(20_000),
        "name[".repeat(20_000) + "0" + &"]".repeat(20_000),
    ];
    for expression in deep {
        let fault = parse(&expression).expect_err("too deep");
        assert_eq!(fault.message.id, "fhirpath-too-deep");
    }
    assert_eq!(eval(&("1".to_owned() + &" + 1".repeat(200)), Mode::default()), Some(vec!["201".to_owned()]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _ = parse(&text);
        let _ = eval(&text, Mode::default());
    }

    #[test]
    fn no_mixture_of_tokens_makes_it_panic(tokens in prop::collection::vec(
        prop::sample::select(vec!["name", ".", "(", ")", "[", "]", "{", "}", "'a'", "'", "`", "%", "@", "@T", "1", "1.5", "-", "+",
            "and", "is", "as", "in", "where", "$this", "|", "&", ",", "/*", "*/", "//", "\\", "given", "=", "~", " ", "\n", "山"]), 0..24)) {
        let text = tokens.concat();
        let _ = parse(&text);
        let _ = eval(&text, Mode { is_lenient: true, ..Mode::default() });
    }

    #[test]
    fn no_expression_makes_it_panic(text in expression(), strict in any::<bool>(), steps in any::<bool>()) {
        prop_assert!(parse(&text).is_ok(), "{text}");
        let mode = Mode { is_strict: strict, is_lenient: !strict, keeps_steps: steps, checks_order: false, ends_after_index: false };
        let _ = eval(&text, mode);
    }

    #[test]
    fn faults_lie_within_the_text(text in "[a-z.()'@%$ 0-9=山]{0,30}") {
        if let Err(fault) = compile(&text, &MODEL, &Scope::unknown(), Mode::default()) {
            prop_assert!(text.get(fault.span.range()).is_some(), "{text:?} {:?}", fault.span);
        }
    }

    #[test]
    fn sets(a in collection(), b in collection()) {
        law(format!("({a}).combine({b}).count() = ({a}).count() + ({b}).count()"))?;
        law(format!("(({a}) | ({b})).isDistinct()"))?;
        law(format!("({a}).distinct().count() <= ({a}).count()"))?;
        law(format!("({a}).union({b}).count() = (({a}) | ({b})).count()"))?;
        law(format!("({a}).intersect({b}).subsetOf({a})"))?;
        law(format!("({a}).intersect({b}).subsetOf({b})"))?;
        law(format!("({a}).exclude({b}).intersect({b}).empty()"))?;
        law(format!("({a}).subsetOf({b}) = ({b}).supersetOf({a})"))?;
        law(format!("(({a}) ~ ({b})) = (({b}) ~ ({a}))"))?;
        law(format!("(({a}) !~ ({b})) = (({a}) ~ ({b})).not()"))?;
    }

    #[test]
    fn parts(a in collection(), n in 0_usize..6) {
        law(format!("({a}).exists() = ({a}).empty().not()"))?;
        law(format!("({a}).take({n}).count() + ({a}).skip({n}).count() = ({a}).count()"))?;
        law(format!("({a}).take(1).combine(({a}).tail()).count() = ({a}).count()"))?;
        law(format!("({a}).where(true).count() = ({a}).count()"))?;
        law(format!("({a}).where($index < {n}).count() = ({a}).take({n}).count()"))?;
        law(format!("({a}).select($this).count() = ({a}).count()"))?;
        law(format!("({a})[{n}].count() = ({a}).skip({n}).first().count()"))?;
        law(format!("({a}).all($this.exists())"))?;
        law(format!("({a}).aggregate($total + 1, 0) = ({a}).count()"))?;
        law(format!("({a}).sort().count() = ({a}).count()"))?;
        law(format!("({a}).repeat($this).count() = ({a}).distinct().count()"))?;
    }

    #[test]
    fn numbers(a in -1000_i32..1000, b in -1000_i32..1000, c in 1_i32..50) {
        law(format!("({a}) + ({b}) = ({b}) + ({a})"))?;
        law(format!("({a}) - ({b}) = -(({b}) - ({a}))"))?;
        law(format!("(({a}) div {c}) * {c} + (({a}) mod {c}) = ({a})"))?;
        law(format!("({a}).toString().toInteger() = ({a})"))?;
        law(format!("(({a}) < ({b})) = (({b}) > ({a}))"))?;
        law(format!("(({a}) <= ({b})) xor (({a}) > ({b}))"))?;
        law(format!("({a}).abs() >= 0 and ({a}).floor() = ({a}).ceiling()"))?;
        law(format!("({a}).lowBoundary() <= ({a}) and ({a}).highBoundary() >= ({a})"))?;
        law(format!("({a} 'cm').toQuantity('mm').toQuantity('cm') = {a} 'cm'"))?;
    }

    #[test]
    fn texts(a in "[a-cé花 ]{0,6}", b in "[a-c花]{1,2}") {
        law(format!("('{a}' & '{b}').length() = '{a}'.length() + '{b}'.length()"))?;
        law(format!("('{a}' + '{b}').endsWith('{b}')"))?;
        law(format!("'{a}'.contains('{b}') = ('{a}'.indexOf('{b}') >= 0)"))?;
        law(format!("'{a}'.split('{b}').join('{b}') = '{a}'"))?;
        law(format!("'{a}'.toChars().join() = '{a}' or '{a}' = ''"))?;
        law(format!("'{a}'.replace('{b}', '').contains('{b}').not() or '{b}'.length() > 1"))?;
        law(format!("('{a}' ~ '{a}'.upper()) and ('{a}' ~ '{a}'.lower())"))?;
        law(format!("'{b}{a}'.substring('{b}'.length()) = '{a}' or '{a}' = ''"))?;
        law(format!("'{a}'.encode('base64').decode('base64') = '{a}'"))?;
    }

    #[test]
    fn dates(month in 1_u32..13, day in 1_u32..29, days in 0_i32..4000, hours in 0_i32..4000) {
        let date = format!("@2020-{month:02}-{day:02}");
        law(format!("{date} + {days} days - {days} days = {date}"))?;
        law(format!("{date} + {days} days >= {date}"))?;
        law(format!("{date}.toString().toDate() = {date}"))?;
        law(format!("{date}T10:00:00Z + {hours} hours - {hours} hours = {date}T10:00:00Z"))?;
        law(format!("{date}T10:00:00Z = {date}T10:00:00Z.toString().toDateTime()"))?;
        law(format!("{date}.lowBoundary() <= {date} and {date}.highBoundary() >= {date}"))?;
    }
}
