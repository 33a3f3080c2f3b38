//! Codes that stand in the code masters, looked up as of a day.

use jpfhir::terminology::Terminology;

use super::Failure;
use super::answer::Parameter;

/// What a master says of a code; `None` for a code system that is no master's.
pub(super) fn lookup(terminology: &Terminology, url: &str, code: &str) -> Result<Option<Vec<Parameter>>, Failure> {
    let Some(system) = terminology.master(url) else { return Ok(None) };
    let Some(concept) = system.find(code) else {
        // A package may hold more than the master.
        let in_package = terminology.lookup(url, code).is_some();
        let absent = || Failure::Message(format!("{} has no code {code}", system.edition()));
        return if in_package { Ok(None) } else { Err(absent()) };
    };
    let mut parameters = vec![
        Parameter::string("name", system.name()),
        Parameter::string("version", &system.edition()),
        Parameter::string("display", concept.display()),
        Parameter::code("code", &concept.code()),
    ];
    if let Some((next, name)) = concept.successor(system) {
        let parts = vec![
            Parameter::code("code", "replacedBy"),
            Parameter::string("value", &next),
            Parameter::string("description", name),
        ];
        parameters.push(Parameter::parts("property", parts));
    }
    for (name, value) in concept.properties() {
        let parts = vec![Parameter::code("code", name), Parameter::string("value", value)];
        parameters.push(Parameter::parts("property", parts));
    }
    Ok(Some(parameters))
}

/// Why a code is not valid on the day that was asked for.
pub(super) fn fault(terminology: &Terminology, url: &str, code: &str) -> Option<String> {
    let system = terminology.master(url)?;
    let day = terminology.as_of();
    let Some(concept) = system.find(code) else {
        return system.is_decided(day).then(|| format!("{} has no code {code}", system.edition()));
    };
    let day = day?;
    if let Some(last) = concept.last_day().filter(|last| *last < day) {
        let next =
            concept.successor(system).map_or(String::new(), |(next, name)| format!("; {next} {name} follows it"));
        return Some(format!("the last day of {code} was {last}{next}"));
    }
    let first = concept.first_day().filter(|first| *first > day)?;
    Some(format!("the first day of {code} is {first}"))
}
