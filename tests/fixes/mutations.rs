//! The promise of safe fixes over examples made wrong on purpose, one fault at a time.

use jpfhir::terminology::aliases;
use regex::{Captures, Regex};

use crate::corpus::documents;
use crate::promise::{Tally, broken};
use crate::shared;
use crate::tools::Tools;

/// A way to make a document wrong: what is looked for, and what becomes of it.
type Mutation = (&'static str, fn(&Captures<'_>) -> String);

const MUTATIONS: [Mutation; 12] = [
    (r#"("code"\s*:\s*")([^"]+)"#, |c| format!("{}{}", &c[1], wide(&c[2]))),
    (r#"("(?:code|status|gender|use)"\s*:\s*")([^"]+)"#, |c| format!("{}{}", &c[1], swapped(&c[2]))),
    (r#"("display"\s*:\s*")([^"]+)"#, |c| format!("{}{}X", &c[1], &c[2])),
    (r#"("fullUrl"\s*:\s*")urn:uuid:"#, |c| c[1].to_owned()),
    (r#"("reference"\s*:\s*")urn:uuid:"#, |c| c[1].to_owned()),
    (r#"("(?:text|family|city)"\s*:\s*"[^"]+)"#, |c| format!("{} ", &c[1])),
    (r#"("system"\s*:\s*")(http[^"]+)"#, |c| format!("{}{}", &c[1], aliases(&c[2]).next().unwrap_or(&c[2]))),
    (r#"("system"\s*:\s*")urn:(oid:[^"]+)"#, |c| format!("{}{}", &c[1], &c[2])),
    (r#"("\w*[dD]ate\w*"\s*:\s*")(\d{4})-(\d\d)-(\d\d)"#, |c| format!("{}{}/{}/{}", &c[1], &c[2], &c[3], &c[4])),
    (r":\s*(true|false)\b", |c| format!(": \"{}\"", &c[1])),
    (r"(http:/)/", |c| c[1].to_owned()),
    (r#"([^\s,{\[])(\s*\})"#, |c| format!("{},{}", &c[1], &c[2])),
];

/// ASCII in full width.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c })
        .collect()
}

fn swapped(text: &str) -> String {
    text.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect()
}

/// The document with one of the places changed that a mutation finds; `None` when there is none.
fn mutated(text: &str, (pattern, change): &Mutation, seed: usize) -> Option<String> {
    let pattern = Regex::new(pattern).expect("the pattern is right");
    let places: Vec<Captures<'_>> = pattern.captures_iter(text).collect();
    let place = places.get(seed % places.len().max(1))?;
    let whole = place.get(0)?;
    Some(format!("{}{}{}", &text[..whole.start()], change(place), &text[whole.end()..]))
}

#[test]
fn safe_fixes_of_documents_made_wrong_keep_their_promise() {
    let tools = Tools::embedded();
    let (mut tally, mut faults) = (Tally::new(), Vec::new());
    let paths = documents(shared::folder("corpus/jp"));
    for (number, path) in paths.iter().enumerate().filter(|(number, _)| number % 3 == 0) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        for (way, mutation) in MUTATIONS.iter().enumerate() {
            let Some(wrong) = mutated(&text, mutation, number * 7 + way) else { continue };
            let name = format!("{}~{way}", path.display());
            faults.extend(broken(&tools, &name, &wrong, &mut tally));
        }
    }
    for ((id, applicability), count) in &tally {
        println!("{count:>6} {applicability:<12} {id}");
    }
    assert!(faults.is_empty(), "{} broken:\n{}", faults.len(), faults.join("\n"));
    let kinds = tally.keys().filter(|(_, applicability)| *applicability == "safe").count();
    assert!(paths.is_empty() || kinds > 10, "only {kinds} kinds of safe fixes were seen");
}
