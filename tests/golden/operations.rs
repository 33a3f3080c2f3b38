//! What the operations of the golden file ask of the program, and how their answers are written.

use serde_json::Value;

use crate::ask::{Tool, codes, items, joined, text};

/// The JP Core package with receipt and MEDIS code systems that are older than the masters at hand.
const OLDER_CODE_SYSTEMS: &str = "jp-terminology-partial.tgz";
/// The package with the draft of J-FAGY.
const DRAFT_ALLERGENS: &str = "ePrescriptionData-0.1.0-differential.tgz";

/// Runs an operation. `expected` only decides how much is told, where an operation has several ways of writing.
pub fn run(tool: &Tool, operation: &str, input: &str, expected: &str) -> Result<String, String> {
    let (name, when) = match operation.split_once(['@', ' ']) {
        Some((name, when)) => (name, when),
        None => (operation, ""),
    };
    match (name, when) {
        ("receipt->icd10", _) => receipt_to_icd10(tool, input),
        ("receipt.flags", _) => flags(tool, input, expected),
        ("receipt.normalise", _) => normalise(tool, input),
        ("icd10->receipt", _) if expected.starts_with("primary=") => count(tool, input, expected),
        ("icd10->receipt", _) => icd10_to_receipt(tool, input),
        ("icd10->receipt.count", _) => count(tool, input, expected),
        ("receipt.status", "date") => status(tool, input),
        ("receipt.predecessors", _) => predecessors(tool, input),
        ("receipt.change_class", edition) => change_class(tool, input, edition),
        ("medis_no->receipt", _) => disease(tool, "management-number", input),
        ("exchange->receipt", _) => exchange(tool, input, expected),
        ("modifier", _) if expected.contains("->") => names(tool, "modifier", input),
        ("modifier", _) => modifier(tool, input),
        ("modifier.exchange", _) => names(tool, "modifier-exchange", input),
        ("jlac10->jlac11", _) => jlac10_to_jlac11(tool, input),
        ("jlac11->jlac10", _) => jlac11_to_jlac10(tool, input),
        ("jlac10->item", _) => item(tool, input, expected),
        ("jlac10.segments" | "jlac11.segments", _) => {
            Ok(text(&tool.ask(&["lookup", &name[..6], input])?["facts"]["segments"]).to_owned())
        }
        ("jfagy.parse", _) => parse_allergen(tool, input, expected),
        ("jfagy.successor", edition) => allergen_successor(tool, input, edition),
        ("jfagy.name", _) => allergen_by_name(tool, input, expected),
        ("jfagy.code-reuse", _) => reused(tool, input, when),
        ("yj->ycm" | "yj->gcm", _) => {
            Ok(codes(&tool.convert(&["allergy", "--from", "yj", "--to", &name[4..], input])?).join("|"))
        }
        ("drug.receipt->yj/generic", _) => drug(tool, input),
        ("drug.status", _) => drug_status(tool, input),
        ("url.alias", _) => Ok(text(&tool.ask(&["lookup", input])?["system"]["url"]).to_owned()),
        _ => convert(tool, name, input).ok_or_else(|| format!("unknown operation {operation}")),
    }
}

/// Any other pair of systems, in the domain that has both.
fn convert(tool: &Tool, name: &str, input: &str) -> Option<String> {
    let (from, to) = name.rsplit_once('.').map_or(name, |(_, pair)| pair).split_once("->")?;
    let [from, to] = [from, to].map(|word| if word == "medis_no" { "medis" } else { word });
    let found = ["disease", "lab", "drug", "allergy"]
        .into_iter()
        .find_map(|domain| tool.convert(&[domain, "--from", from, "--to", to, input]).ok())?;
    Some(match (text(&found["outcome"]), codes(&found).join("|")) {
        ("unknown", _) => "NOT_FOUND".to_owned(),
        (_, codes) if codes.is_empty() => "NONE".to_owned(),
        (_, codes) => codes,
    })
}

/// The day on which the full edition of diseases was in force; what was retired later is judged by its own operation.
fn day_of_edition(tool: &Tool) -> Result<String, String> {
    let answer = tool.ask(&["convert", "disease", "--from", "receipt", "--to", "receipt", "0000999"])?;
    let edition = items(&answer["masters"]).iter().map(text).find_map(|key| key.strip_prefix("disease@"));
    let edition = edition.ok_or("no disease master is at hand")?;
    Ok(dashed(edition))
}

/// `20240601` as `2024-06-01`.
fn dashed(day: &str) -> String {
    format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])
}

/// `2024-06-01` as `20240601`; nothing is never.
fn undashed(day: &Value) -> String {
    day.as_str().map_or("99999999".to_owned(), |day| day.replace('-', ""))
}

fn receipt_to_icd10(tool: &Tool, input: &str) -> Result<String, String> {
    let day = day_of_edition(tool)?;
    let found = tool.convert(&["disease", "--from", "receipt", "--to", "icd10", "--as-of", &day, input])?;
    Ok(match (text(&found["outcome"]), text(&found["reason"]["key"])) {
        ("exact", _) => joined(&found["targets"]),
        ("no-target", "placeholder" | "no-icd10") => "NO_ICD10".to_owned(),
        // Of what the edition does not have any more only the name is kept.
        ("unknown" | "retired", _) | ("no-target", "not-in-edition") => "NOT_FOUND".to_owned(),
        (outcome, reason) => format!("{outcome} {reason}"),
    })
}

/// The columns of the row in force, under the names that the golden file has for them.
fn flags(tool: &Tool, input: &str, expected: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "receipt", input])?;
    let columns = columns(&found)?;
    let value = |key: &str| match key {
        "exchange" => text(&columns["exchange_code"]).to_owned(),
        "medis" => text(&columns["management_number"]).to_owned(),
        "icd" => {
            let pair = [text(&columns["icd10_primary"]), text(&columns["icd10_secondary"])];
            pair.into_iter().filter(|code| !code.is_empty()).collect::<Vec<_>>().join("+")
        }
        "abolished" => text(&columns["retired"]).to_owned(),
        column => named_column(columns, column),
    };
    let keys = expected.split(';').filter_map(|field| field.split_once('=')).map(|(key, _)| key);
    Ok(keys.map(|key| format!("{key}={}", value(key))).collect::<Vec<_>>().join(";"))
}

/// The column of a name, or the only one whose name begins so.
fn named_column(columns: &Value, name: &str) -> String {
    let begun = columns.as_object().into_iter().flatten().filter(|(column, _)| column.starts_with(name));
    match (columns[name].as_str(), &begun.collect::<Vec<_>>()[..]) {
        (Some(value), _) => value.to_owned(),
        (None, [(_, value)]) => text(value).to_owned(),
        _ => format!("no column {name}"),
    }
}

/// The columns of the first row in force.
fn columns(found: &Value) -> Result<&Value, String> {
    let row = items(&found["rows"]).iter().find(|row| row["inForce"] == true);
    row.map(|row| &row["columns"]).ok_or_else(|| "no row is in force".to_owned())
}

fn normalise(tool: &Tool, input: &str) -> Result<String, String> {
    let found = tool.convert(&["disease", "--from", "receipt", "--to", "receipt", input])?;
    Ok(text(&found["code"]).to_owned())
}

fn icd10_to_receipt(tool: &Tool, input: &str) -> Result<String, String> {
    let found = tool.convert(&["disease", "--from", "icd10", "--to", "receipt", input])?;
    let codes = codes(&found).join("|");
    Ok(if codes.is_empty() { "NONE".to_owned() } else { codes })
}

fn disease(tool: &Tool, from: &str, input: &str) -> Result<String, String> {
    let found = tool.convert(&["disease", "--from", from, "--to", "receipt", input])?;
    Ok(if found["outcome"] == "unknown" { "NOT_FOUND".to_owned() } else { codes(&found).join("|") })
}

fn count(tool: &Tool, input: &str, expected: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "icd10", input])?;
    let keys = expected.split(';').filter_map(|field| field.split_once('=')).map(|(key, _)| key);
    let count = |key: &str| items(&found["relations"][key]).len();
    Ok(keys.map(|key| format!("{key}={}", count(key))).collect::<Vec<_>>().join(";"))
}

fn status(tool: &Tool, input: &str) -> Result<String, String> {
    let (code, day) = input.split_once('@').ok_or("CODE@DAY expected")?;
    let found = tool.ask(&["lookup", "receipt", code, "--as-of", &dashed(day)])?;
    let validity = &found["validity"];
    if validity.is_null() {
        return Ok("NOT_FOUND".to_owned());
    }
    let state = if validity["isOver"] == true { "RETIRED" } else { "VALID" };
    let last = undashed(&validity["lastDay"]);
    let next = match (validity["successor"]["code"].as_str(), validity["lastDay"].is_null()) {
        (Some(code), _) => format!("->{code}"),
        (None, false) => "->NONE".to_owned(),
        (None, true) => String::new(),
    };
    Ok(format!("{state}(last={last}){next}"))
}

fn predecessors(tool: &Tool, input: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "receipt", input])?;
    let codes: Vec<&str> = items(&found["relations"]["predecessors"]).iter().map(|one| text(&one["code"])).collect();
    Ok(if codes.is_empty() { "NONE".to_owned() } else { codes.join("|") })
}

/// A code is in the edition of the active diseases or in that of the retired ones.
fn change_class(tool: &Tool, input: &str, edition: &str) -> Result<String, String> {
    let ask = |kind: &str| tool.ask(&["lookup", "receipt", input, "--edition", &format!("{kind}@{edition}")]);
    let found = ask("disease").or_else(|_| ask("retired-disease"))?;
    Ok(text(&columns(&found)?["change_class"]).to_owned())
}

/// The group with the adoption class of each; one that is alone has its class only where it is asked for.
fn exchange(tool: &Tool, input: &str, expected: &str) -> Result<String, String> {
    let found = tool.convert(&["disease", "--from", "exchange", "--to", "receipt", input])?;
    let with_class =
        |candidate: &Value| format!("{}:{}", joined(&candidate["targets"]), text(&candidate["facts"]["adoption"]));
    let mut group: Vec<String> = items(&found["candidates"]).iter().map(with_class).collect();
    group.sort();
    let alone = joined(&found["targets"]);
    Ok(match (group.is_empty(), expected.contains(':')) {
        (false, _) => group.join("|"),
        (true, false) => alone,
        (true, true) => {
            let known = tool.ask(&["lookup", "receipt", &alone])?;
            format!("{alone}:{}", text(&columns(&known)?["adoption"]))
        }
    })
}

fn modifier(tool: &Tool, input: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "modifier", input])?;
    let columns = columns(&found)?;
    let column = |name: &str| text(&columns[name]).to_owned();
    let position = text(&found["facts"]["position"]);
    let (name, exchange, medis) = (column("name"), column("exchange_code"), column("management_number"));
    Ok(format!("name={name};pos={position};exchange={exchange};medis={medis}"))
}

/// The name of a code in the package that holds older code systems, and in the master in force.
fn names(tool: &Tool, system: &str, input: &str) -> Result<String, String> {
    let package = tool.package(OLDER_CODE_SYSTEMS);
    before_and_now(&tool.ask(&["lookup", system, input, "--package", &package])?)
}

fn before_and_now(found: &Value) -> Result<String, String> {
    let of_package = |name: &&Value| text(&name["edition"]).starts_with("http");
    let before = items(&found["names"]).iter().find(of_package).map(|name| text(&name["name"]));
    let columns = columns(found).ok();
    let now = columns.and_then(|columns| columns["name"].as_str().or(columns["term"].as_str()));
    Ok(format!("{}->{}", before.unwrap_or("NONE"), now.unwrap_or("NONE")))
}

fn jlac10_to_jlac11(tool: &Tool, input: &str) -> Result<String, String> {
    let (code, known) = input.split_once(' ').unwrap_or((input, "{}"));
    let known: Value = serde_json::from_str(known).map_err(|why| why.to_string())?;
    let mut arguments = vec!["lab", "--from", "jlac10", "--to", "jlac11", code];
    for (key, option) in [
        ("product", "--reagent"),
        ("material11", "--container"),
        ("unit", "--unit"),
        ("method11", "--method"),
        ("item", "--item"),
    ] {
        if let Some(value) = known[key].as_str() {
            arguments.extend([option, value]);
        }
    }
    let found = tool.convert(&arguments)?;
    Ok(match text(&found["outcome"]) {
        "candidates" => format!("AMBIGUOUS({})", items(&found["candidates"]).len()),
        _ => test(&found),
    })
}

fn jlac11_to_jlac10(tool: &Tool, input: &str) -> Result<String, String> {
    let found = tool.convert(&["lab", "--from", "jlac11", "--to", "jlac10", input])?;
    Ok(match text(&found["outcome"]) {
        "candidates" => format!("AMBIGUOUS({})", codes(&found).join("|")),
        _ => test(&found),
    })
}

/// A conversion of a laboratory test that has one answer or none.
fn test(found: &Value) -> String {
    match (text(&found["outcome"]), text(&found["reason"]["key"])) {
        ("exact", _) => joined(&found["targets"]),
        ("no-target", "not-in-table" | "placeholder") => "NOT_IN_TABLE".to_owned(),
        ("no-target", "request-only") => "REQUEST_ONLY".to_owned(),
        (outcome, reason) => format!("{outcome} {reason}"),
    }
}

fn item(tool: &Tool, input: &str, expected: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "jlac10", input])?;
    let fact = |key: &str| text(&found["facts"][if key == "id" { "item" } else { key }]).to_owned();
    let keys = expected.split(';').filter_map(|field| field.split_once('=')).map(|(key, _)| key);
    Ok(keys.map(|key| format!("{key}={}", fact(key))).collect::<Vec<_>>().join(";"))
}

fn parse_allergen(tool: &Tool, input: &str, expected: &str) -> Result<String, String> {
    let found = tool.ask(&["allergy", "parse", input])?;
    let found = &found[0];
    let is = |key: &str| found[key] == "true";
    let mut parts = vec![format!("meta={}", text(&found["meta"]))];
    let mut add = |key: &str| {
        if let Some(value) = found[key].as_str() {
            parts.push(format!("{key}={value}"));
        }
    };
    match (is("dummy"), is("no-core")) {
        (false, false) => {
            // The top of the tree is no parent for those who only count pairs of digits.
            let keys = ["core", "category", "level", "parent"];
            keys.into_iter().filter(|key| expected.contains(&format!("{key}="))).for_each(&mut add);
        }
        (true, _) => {
            parts.push("dummy".to_owned());
            parts.extend(found["category"].as_str().map(|category| format!("category={category}")));
            parts.push("text required".to_owned());
        }
        (_, true) => parts.push("no core".to_owned()),
    }
    if is("not-in-clins") {
        parts.push("not used in CLINS".to_owned());
    }
    Ok(parts.join(";"))
}

fn allergen_successor(tool: &Tool, input: &str, edition: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "jfagy", input, "--edition", &format!("jfagy@{edition}")])?;
    Ok(found["validity"]["successor"]["code"].as_str().unwrap_or("NONE").to_owned())
}

/// The code of a name in each edition that is asked for.
fn allergen_by_name(tool: &Tool, input: &str, expected: &str) -> Result<String, String> {
    let mut answers = Vec::new();
    for edition in expected.split(';').filter_map(|field| field.split_once('=')).map(|(edition, _)| edition) {
        let key = format!("jfagy@{edition}");
        let found = tool.convert(&["allergy", "--from", "name", "--to", "jfagy", "--edition", &key, input])?;
        let code = Some(codes(&found).join("|")).filter(|code| !code.is_empty());
        answers.push(format!("{edition}={}", code.as_deref().unwrap_or("NONE")));
    }
    Ok(answers.join(";"))
}

/// What a code meant in the draft, and what it means in an edition.
fn reused(tool: &Tool, input: &str, when: &str) -> Result<String, String> {
    let (_, edition) = when.split_once("->").ok_or("DRAFT->EDITION expected")?;
    let key = format!("jfagy@{edition}");
    let draft = tool.package(DRAFT_ALLERGENS);
    before_and_now(&tool.ask(&["lookup", "jfagy", input, "--edition", &key, "--package", &draft])?)
}

fn drug(tool: &Tool, input: &str) -> Result<String, String> {
    let mut parts = Vec::new();
    for to in ["yj", "price", "generic"] {
        let found = tool.convert(&["drug", "--from", "receipt", "--to", to, input])?;
        let code = Some(joined(&found["targets"])).filter(|code| !code.is_empty());
        parts.push(format!("{to}={}", code.as_deref().unwrap_or("NONE")));
    }
    Ok(parts.join(";"))
}

fn drug_status(tool: &Tool, input: &str) -> Result<String, String> {
    let found = tool.ask(&["lookup", "drug-receipt", input])?;
    Ok(format!("abolished={}", undashed(&found["validity"]["lastDay"])))
}
