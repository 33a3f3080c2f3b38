//! What `jpfhir.toml` may say, and what is said about what it may not.

use super::*;

fn message(text: &str) -> String {
    match parse(text, Path::new("jpfhir.toml")) {
        Ok(config) => match policy(&config, Path::new("jpfhir.toml"), Lists::default(), "2026-04-01") {
            Ok(_) => "well".to_owned(),
            Err(error) => error.to_string(),
        },
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_not_understood_is_said_with_its_place() {
    for (text, expected) in [
        ("guide = []", "jpfhir.toml:1:1: there is no key \"guide\"; did you mean \"guides\"?"),
        ("a = 1\nfail-on = \"error\"", "jpfhir.toml:1:1: there is no key \"a\"; there are guides, packages,"),
        ("\nfail-on = \"fatal\"", "jpfhir.toml:2:11: \"fatal\" is none of \"error\", \"warning\","),
        ("as-of = 2026-02-30", "jpfhir.toml:1:"),
        ("as-of = \"soon\"", "jpfhir.toml:1:9: \"soon\" is not a date like 2026-04-01"),
        ("[severity]\ndate-formt = \"off\"", "there is no diagnostic \"date-formt\"; did you mean \"date-format\"?"),
        ("[severity]\nBND-11 = \"mild\"", "jpfhir.toml:2:"),
        ("[[override]]\nid = \"nothing-*\"\nseverity = \"off\"", "there is no diagnostic \"nothing-*\""),
        ("[[override]]\nfile = \"a[\"\nseverity = \"off\"", "file = \"a[\": "),
        ("[[waiver]]\nid = \"BND-11\"", "missing field `reason`"),
        ("[[waiver]]\nid = \"BND-11\"\nreason = \" \"", "the waiver of BND-11 has no reason"),
        ("guides = [", "jpfhir.toml:1:"),
    ] {
        let message = message(text);
        assert!(message.contains(expected), "{text}\n{message}");
    }
}

#[test]
fn the_file_to_start_with_is_understood_also_without_its_marks() {
    let start = include_str!("start.toml");
    assert_eq!(message(start), "well");
    let told: Vec<&str> = start.lines().filter_map(|line| line.strip_prefix("# ")).collect();
    let keys = told.iter().filter(|line| line.starts_with("[[") || line.split_once(" = ").is_some());
    let whole: Vec<&str> = keys.copied().filter(|line| !line.starts_with("baseline")).collect();
    let sections = whole.iter().position(|line| line.starts_with("code-not")).expect("it has severities");
    let text = format!("{}\n[severity]\n{}", whole[..sections].join("\n"), whole[sections..].join("\n"));
    assert_eq!(message(&text), "well", "{text}");
}

#[test]
fn the_nearest_file_counts() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    std::fs::create_dir_all(root.join("a/b"))?;
    std::fs::create_dir_all(root.join("c"))?;
    std::fs::write(root.join(NAME), "")?;
    std::fs::write(root.join("a").join(NAME), "")?;
    let mut finder = Finder::Nearest(HashMap::new());
    for (document, file) in [("a/b/x.json", "a/jpfhir.toml"), ("c/x.json", NAME), ("x.json", NAME)] {
        assert_eq!(finder.find(&root.join(document)), Some(root.join(file)), "{document}");
    }
    assert_eq!(Finder::Fixed(None).find(&root.join("x.json")), None);
    Ok(())
}

#[test]
fn paths_start_from_the_folder_of_the_file() {
    let text = "packages = [\"p.tgz\"]\nprofiles = [\"./own.json\", \"http://example.org/x\"]\nbaseline = \"b.tsv\"";
    let config = parse(text, Path::new("/project/jpfhir.toml")).unwrap_or_default();
    assert_eq!(config.packages, [Path::new("/project/p.tgz")]);
    assert_eq!(config.profiles, ["/project/./own.json", "http://example.org/x"]);
    assert_eq!(config.baseline.as_deref(), Some(Path::new("/project/b.tsv")));
}
