//! Membership and look-up on a small package.

use super::*;
use crate::definitions::parse;
use crate::document::Document;
use crate::source::Source;

/// The code systems and value sets of a JSON array.
pub(super) fn package(name: &str, resources: &[&str]) -> Package {
    let mut package = Package { name: name.into(), ..Package::default() };
    for text in resources {
        let (document, diagnostics) = Document::parse(Source::new("t", (*text).to_owned()));
        assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
        let root = document.root().unwrap();
        match root.resource_type() {
            Some("CodeSystem") => package.code_systems.extend(parse::code_system(root)),
            _ => package.value_sets.extend(parse::value_set(root)),
        }
    }
    package
}

/// `a` above `b` and `c`, `c` above `d`; `e` alone; `f` is placed below `b` by a property and above `g` by another.
const TREE: &str = r#"{"resourceType":"CodeSystem","url":"http://e/tree","version":"1","content":"complete","caseSensitive":true,
    "concept":[{"code":"a","display":"甲","concept":[{"code":"b"},{"code":"c","concept":[{"code":"d"}]}]},
    {"code":"e","property":[{"code":"status","valueCode":"retired"},{"code":"size","valueInteger":3}]},
    {"code":"f","property":[{"code":"subsumedBy","valueCode":"b"},{"code":"child","valueCode":"g"}]},{"code":"g"}]}"#;
const LOOSE: &str = r#"{"resourceType":"CodeSystem","url":"http://e/loose","content":"complete","concept":[{"code":"mL","display":"millilitre"}]}"#;
const PART: &str =
    r#"{"resourceType":"CodeSystem","url":"http://e/part","content":"fragment","concept":[{"code":"1"}]}"#;
const LOINC: &str =
    r#"{"resourceType":"CodeSystem","url":"http://loinc.org","content":"complete","concept":[{"code":"1-8"}]}"#;

/// A value set `http://e/vs` with this compose.
fn set(compose: &str) -> String {
    format!(r#"{{"resourceType":"ValueSet","url":"http://e/vs","compose":{compose}}}"#)
}

fn with(compose: &str) -> Terminology {
    Terminology::from_packages(vec![package("p", &[TREE, LOOSE, PART, LOINC, &set(compose)])])
}

/// The codes of a system that are members, in the order given.
fn members<'a>(terminology: &Terminology, system: &str, codes: &'a str) -> Vec<&'a str> {
    let is_member = |code: &&str| terminology.contains("http://e/vs", Some(system), code) == Membership::Member;
    codes.split(' ').filter(is_member).collect()
}

#[test]
fn filters_select() {
    for (property, op, value, expected) in [
        ("concept", "is-a", "c", "c d"),
        ("concept", "descendent-of", "a", "b c d f g"),
        ("code", "is-a", "b", "b f g"),
        ("concept", "is-not-a", "a", "e"),
        ("concept", "generalizes", "d", "a c d"),
        ("concept", "in", "a, d,x", "a d"),
        ("concept", "not-in", "a,b,c,d", "e f g"),
        ("code", "=", "e", "e"),
        ("code", "regex", "[a-c]", "a b c"),
        ("code", "regex", "a|bb", "a"),
        ("display", "=", "甲", "a"),
        ("status", "=", "retired", "e"),
        ("size", "exists", "true", "e"),
        ("size", "exists", "false", "a b c d f g"),
        ("size", "in", "2,3", "e"),
        ("parent", "=", "a", "b c"),
        ("concept", "is-a", "absent", ""),
    ] {
        let filter = format!(r#"{{"property":"{property}","op":"{op}","value":"{value}"}}"#);
        let terminology = with(&format!(r#"{{"include":[{{"system":"http://e/tree","filter":[{filter}]}}]}}"#));
        let found = members(&terminology, "http://e/tree", "a b c d e f g x").join(" ");
        assert_eq!(found, expected, "{property} {op} {value}");
    }
}

#[test]
fn filters_of_one_include_all_hold() {
    let terminology = with(
        r#"{"include":[{"system":"http://e/tree","filter":[{"property":"concept","op":"is-a","value":"a"},
        {"property":"concept","op":"not-in","value":"b"}]}]}"#,
    );
    assert_eq!(members(&terminology, "http://e/tree", "a b c d e f g").join(" "), "a c d f g");
}

#[test]
fn an_unknown_filter_is_a_doubt() {
    let terminology =
        with(r#"{"include":[{"system":"http://e/tree","filter":[{"property":"size","op":"is-a","value":"3"}]}]}"#);
    let doubt = Doubt::Filter("size".into(), "is-a".into());
    assert_eq!(terminology.contains("http://e/vs", None, "a"), Membership::Unknown(doubt));
}

#[test]
fn listed_codes_need_no_code_system() {
    let terminology = with(
        r#"{"include":[{"system":"http://none","concept":[{"code":"x"}]},{"system":"http://e/loose","concept":[{"code":"mL"}]},
        {"system":"http://none","concept":[{"code":"y"}]}]}"#,
    );
    for (system, code, expected) in [
        (Some("http://none"), "x", Membership::Member),
        (Some("http://none"), "y", Membership::Member),
        (None, "x", Membership::Member),
        (Some("http://e/loose"), "ML", Membership::Member),
        (Some("http://none"), "X", Membership::NotMember(Absence::NotSelected)),
        (Some("http://e/loose"), "x", Membership::NotMember(Absence::NoSuchCode)),
        (Some("http://e/tree"), "a", Membership::NotMember(Absence::OtherSystem)),
    ] {
        assert_eq!(terminology.contains("http://e/vs", system, code), expected, "{system:?} {code}");
    }
}

#[test]
fn whole_systems_and_what_is_not_at_hand() {
    let include = |system: &str| format!(r#"{{"include":[{{"system":"{system}"}}]}}"#);
    let incomplete = |url: &str| Membership::Unknown(Doubt::Incomplete(url.into()));
    for (system, code, expected) in [
        ("http://e/tree", "d", Membership::Member),
        ("http://e/tree", "D", Membership::NotMember(Absence::NoSuchCode)),
        ("http://e/loose", "ml", Membership::Member),
        ("http://e/part", "1", Membership::Member),
        ("http://e/part", "2", incomplete("http://e/part")),
        ("http://loinc.org", "1-8", Membership::Member),
        ("http://loinc.org", "2345-7", incomplete("http://loinc.org")),
        ("http://none", "x", Membership::Unknown(Doubt::NoCodeSystem("http://none".into()))),
        ("http://unitsofmeasure.org", "mg/dL", Membership::Member),
        ("http://unitsofmeasure.org", "foo", Membership::NotMember(Absence::NoSuchCode)),
    ] {
        let terminology = with(&include(system));
        assert_eq!(terminology.contains("http://e/vs", Some(system), code), expected, "{system} {code}");
    }
    let nothing = Membership::Unknown(Doubt::NoValueSet("http://e/none".into()));
    assert_eq!(with(&include("http://e/tree")).contains("http://e/none", None, "a"), nothing);
}

#[test]
fn excludes_take_away() {
    let terminology = with(
        r#"{"include":[{"system":"http://e/tree"}],"exclude":[{"system":"http://e/tree","concept":[{"code":"a"}]},
        {"system":"http://e/tree","filter":[{"property":"concept","op":"is-a","value":"c"}]}]}"#,
    );
    assert_eq!(members(&terminology, "http://e/tree", "a b c d e f g").join(" "), "b e f g");
    let excluded = Membership::NotMember(Absence::Excluded);
    assert_eq!(terminology.contains("http://e/vs", None, "a"), excluded);
}

/// Three value sets: `vs` imports what `import` names; `bc` holds b and c, `cd` holds c and d.
fn importing(import: &str) -> Terminology {
    let listed = |name: &str, a: &str, b: &str| {
        format!(
            r#"{{"resourceType":"ValueSet","url":"http://e/{name}","compose":{{"include":[{{"system":"http://e/tree",
            "concept":[{{"code":"{a}"}},{{"code":"{b}"}}]}}]}}}}"#
        )
    };
    let main = set(&format!(r#"{{"include":[{import}]}}"#));
    let circle = set(r#"{"include":[{"valueSet":["http://e/vs"]}]}"#)
        .replace("http://e/vs\",\"comp", "http://e/circle\",\"comp");
    Terminology::from_packages(vec![package(
        "p",
        &[TREE, &main, &listed("bc", "b", "c"), &listed("cd", "c", "d"), &circle],
    )])
}

#[test]
fn imports_join_and_meet() {
    for (import, expected) in [
        (r#"{"valueSet":["http://e/bc"]},{"valueSet":["http://e/cd"]}"#, "b c d"),
        (r#"{"valueSet":["http://e/bc","http://e/cd"]}"#, "c"),
        (r#"{"system":"http://e/tree","concept":[{"code":"b"},{"code":"e"}],"valueSet":["http://e/bc|9"]}"#, "b"),
        (r#"{"valueSet":["http://e/bc"]},{"valueSet":["http://e/circle"]}"#, "b c"),
    ] {
        let terminology = importing(import);
        assert_eq!(members(&terminology, "http://e/tree", "a b c d e").join(" "), expected, "{import}");
    }
}

#[test]
fn circles_and_missing_imports_are_doubts() {
    for (import, doubt) in [
        (r#"{"valueSet":["http://e/circle"]}"#, Doubt::Circle("http://e/vs".into())),
        (r#"{"valueSet":["http://e/none"]}"#, Doubt::NoValueSet("http://e/none".into())),
        (r#"{"valueSet":["http://e/bc"]},{"valueSet":["http://e/none"]}"#, Doubt::NoValueSet("http://e/none".into())),
    ] {
        let found = importing(import).contains("http://e/vs", None, "a");
        assert_eq!(found, Membership::Unknown(doubt), "{import}");
    }
}

#[test]
fn a_published_expansion_stands_in() {
    let expansion = r#""expansion":{"contains":[{"system":"http://none","code":"x"}]}"#;
    for compose in ["", r#""compose":{"include":[{"system":"http://none"}]},"#] {
        let set = format!(r#"{{"resourceType":"ValueSet","url":"http://e/vs",{compose}{expansion}}}"#);
        let terminology = Terminology::from_packages(vec![package("p", &[&set])]);
        assert_eq!(members(&terminology, "http://none", "x y"), ["x"], "{compose}");
    }
}

#[test]
fn the_highest_version_counts_and_then_the_last_loaded() {
    let system = |version: &str, code: &str| {
        format!(
            r#"{{"resourceType":"CodeSystem","url":"http://e/s","version":"{version}","content":"complete","concept":[{{"code":"{code}"}}]}}"#
        )
    };
    let (first, second) =
        (package("1", &[&system("1.10", "a"), &system("1.9", "b")]), package("2", &[&system("1.9", "c")]));
    let terminology = Terminology::from_packages(vec![first, second]);
    for (version, code) in [(None, "a"), (Some("1.10"), "a"), (Some("1.9"), "c"), (Some("7"), "a")] {
        let system = terminology.code_system("http://e/s", version).unwrap();
        assert!(system.concept(code).is_some(), "{version:?}");
    }
}

#[test]
fn codes_are_looked_up() {
    let supplement = r#"{"resourceType":"CodeSystem","url":"http://e/ja","content":"supplement","language":"ja","supplements":"http://e/loose",
        "concept":[{"code":"mL","display":"ミリリットル","designation":[{"value":"cc"}]}]}"#;
    let terminology = Terminology::from_packages(vec![package("p", &[TREE, LOOSE, supplement])]);
    let concept = terminology.lookup("http://e/tree", "d").unwrap();
    assert_eq!(concept.parent().and_then(ConceptRef::parent).map(ConceptRef::code), Some("a"));
    assert_eq!(terminology.display("http://e/tree", "a"), Some("甲"));
    assert_eq!((terminology.display("http://e/tree", "b"), terminology.display("http://e/none", "b")), (None, None));
    let retired = terminology.lookup("http://e/tree", "e").unwrap();
    assert_eq!((retired.is_inactive(), retired.property("size").as_deref()), (true, Some("3")));
    let names: Vec<_> = terminology.lookup("http://e/loose", "ML").unwrap().designations();
    assert_eq!(names.iter().map(|n| &*n.value).collect::<Vec<_>>(), ["cc", "ミリリットル"]);
    let other_case = terminology.code_system("http://e/tree", None).unwrap().concept_of_other_case("D");
    assert_eq!(other_case.map(ConceptRef::code), Some("d"));
    assert!(terminology.code_system("http://e/ja", None).is_none(), "a supplement is no code system");
}

#[test]
fn codes_of_other_editions_are_found() {
    let old = r#"{"resourceType":"CodeSystem","url":"http://e/tree","content":"complete","concept":[{"code":"z"}]}"#;
    let packages = vec![package("new", &[TREE]), package("old", &[old])];
    let (mut in_force, _) = Definitions::from_packages(packages).codes();
    let at_hand = in_force.split_off(1);
    let terminology = Terminology::from_editions(in_force, at_hand);
    assert!(terminology.lookup("http://e/tree", "z").is_none());
    assert_eq!(terminology.elsewhere("http://e/tree", "z").as_deref(), Some("old"));
    assert_eq!(terminology.elsewhere("http://e/tree", "a"), None);
}

#[test]
fn expansions_list_members() {
    let terminology = with(
        r#"{"include":[{"system":"http://e/tree","filter":[{"property":"concept","op":"is-a","value":"a"}]},
        {"system":"http://none","concept":[{"code":"x","display":"X"}]},{"system":"http://e/part"}]}"#,
    );
    let id = terminology.value_set("http://e/vs").unwrap();
    let all = terminology.expand(id, 100);
    let codes: Vec<_> = all.members.iter().map(|m| (&*m.code, &*m.display)).collect();
    assert_eq!(codes, [("x", "X"), ("a", "甲"), ("b", ""), ("c", ""), ("d", ""), ("f", ""), ("g", ""), ("1", "")]);
    assert_eq!((all.is_cut, &*all.doubts), (false, &[Doubt::Incomplete("http://e/part".into())][..]));
    let some = terminology.expand(id, 2);
    assert_eq!((some.members.len(), some.is_cut), (2, true));
}

#[test]
fn typing_errors_in_code_systems_are_recognised() {
    let terminology = Terminology::from_packages(vec![package("p", &[TREE, LOOSE])]);
    for (url, expected) in [
        ("http://e/tree/", &["http://e/tree"][..]),
        ("http:/e/lose", &["http://e/loose"]),
        ("http://e/quite-another", &[]),
    ] {
        for _ in 0..2 {
            let found = terminology.systems_near(url);
            assert_eq!(found.iter().map(|near| &**near).collect::<Vec<_>>(), expected, "{url}");
        }
    }
}
