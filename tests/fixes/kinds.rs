//! Each kind of fix: what it makes of a document, whether it needs a review, and where there is none.

use std::collections::BTreeSet;

use jpfhir::catalogue;
use jpfhir::diagnostics::{Applicability, Diagnostic};
use jpfhir::document::{Document, edited};
use jpfhir::fixes::{Choice, plan};

use crate::profiled::Profiled;
use crate::tools::Tools;

/// Id, whether it is safe, the document before and after.
type Case = (&'static str, bool, &'static str, &'static str);

const SAFE: bool = true;
const REVIEW: bool = false;

const SYNTAX: &[Case] = &[
    (
        "json-comma-trailing",
        SAFE,
        r#"{"resourceType":"Patient","active":true, }"#,
        r#"{"resourceType":"Patient","active":true }"#,
    ),
    (
        "json-comma-missing",
        SAFE,
        "{\"resourceType\":\"Patient\"\n \"active\":true}",
        "{\"resourceType\":\"Patient\",\n \"active\":true}",
    ),
    (
        "json-name-quotes",
        SAFE,
        r#"{resourceType:"Patient","active":true}"#,
        r#"{"resourceType":"Patient","active":true}"#,
    ),
    (
        "json-comment",
        REVIEW,
        "{\"resourceType\":\"Patient\", /* x */\"active\":true}",
        "{\"resourceType\":\"Patient\", \"active\":true}",
    ),
    (
        "json-control-character",
        SAFE,
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\tb\u{1}\"}}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\\tb\\u0001\"}}",
    ),
    (
        "json-control-character",
        REVIEW,
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\nb\"}}",
        "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"a\\nb\"}}",
    ),
    (
        "json-number",
        SAFE,
        r#"{"resourceType":"Patient","multipleBirthInteger":+2}"#,
        r#"{"resourceType":"Patient","multipleBirthInteger":2}"#,
    ),
    (
        "json-number",
        REVIEW,
        r#"{"resourceType":"Patient","multipleBirthInteger":02}"#,
        r#"{"resourceType":"Patient","multipleBirthInteger":2}"#,
    ),
    ("json-word", SAFE, r#"{"resourceType":"Patient","active":True}"#, r#"{"resourceType":"Patient","active":true}"#),
    (
        "null-value",
        REVIEW,
        r#"{"resourceType":"Patient","active":null,"id":"a"}"#,
        r#"{"resourceType":"Patient","id":"a"}"#,
    ),
    ("empty-array", REVIEW, r#"{"resourceType":"Patient","name":[]}"#, r#"{"resourceType":"Patient"}"#),
    (
        "empty-element",
        REVIEW,
        r#"{"resourceType":"Patient","name":[{},{"text":"x"}]}"#,
        r#"{"resourceType":"Patient","name":[{"text":"x"}]}"#,
    ),
    (
        "empty-value",
        REVIEW,
        r#"{"resourceType":"Patient","id":"a","language":""}"#,
        r#"{"resourceType":"Patient","id":"a"}"#,
    ),
    (
        "empty-value",
        REVIEW,
        "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/>\n<language value=\"\"/></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/></Patient>",
    ),
    (
        "duplicate-property",
        SAFE,
        r#"{"resourceType":"Patient","id":"a", "id":"a"}"#,
        r#"{"resourceType":"Patient","id":"a"}"#,
    ),
    (
        "xml-encoding",
        SAFE,
        "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/></Patient>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/></Patient>",
    ),
    (
        "xml-namespace-missing",
        SAFE,
        "<Patient><id value=\"a\"/></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/></Patient>",
    ),
];

const VALUES: &[Case] = &[
    (
        "wrong-json-type",
        SAFE,
        r#"{"resourceType":"Patient","active":"true"}"#,
        r#"{"resourceType":"Patient","active":true}"#,
    ),
    (
        "wrong-json-type",
        SAFE,
        r#"{"resourceType":"Patient","address":[{"city":1}]}"#,
        r#"{"resourceType":"Patient","address":[{"city":"1"}]}"#,
    ),
    (
        "wrong-json-type",
        REVIEW,
        r#"{"resourceType":"Patient","gender":1}"#,
        r#"{"resourceType":"Patient","gender":"1"}"#,
    ),
    (
        "boolean-format",
        SAFE,
        "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"TRUE\"/></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></Patient>",
    ),
    (
        "base64-whitespace",
        SAFE,
        r#"{"resourceType":"Binary","contentType":"text/plain","data":"AA\nAA"}"#,
        r#"{"resourceType":"Binary","contentType":"text/plain","data":"AAAA"}"#,
    ),
    (
        "integer-format",
        SAFE,
        "<Patient xmlns=\"http://hl7.org/fhir\"><multipleBirthInteger value=\"２\"/></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><multipleBirthInteger value=\"2\"/></Patient>",
    ),
    (
        "integer-format",
        REVIEW,
        "<Patient xmlns=\"http://hl7.org/fhir\"><multipleBirthInteger value=\"02\"/></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><multipleBirthInteger value=\"2\"/></Patient>",
    ),
    (
        "decimal-format",
        SAFE,
        "<Substance xmlns=\"http://hl7.org/fhir\"><instance><quantity><value value=\" 1.50\"/></quantity></instance></Substance>",
        "<Substance xmlns=\"http://hl7.org/fhir\"><instance><quantity><value value=\"1.50\"/></quantity></instance></Substance>",
    ),
    (
        "date-format",
        SAFE,
        r#"{"resourceType":"Patient","birthDate":"２０２０/1/5"}"#,
        r#"{"resourceType":"Patient","birthDate":"2020-01-05"}"#,
    ),
    (
        "date-format",
        REVIEW,
        r#"{"resourceType":"Patient","birthDate":"昭和60年1月5日"}"#,
        r#"{"resourceType":"Patient","birthDate":"1985-01-05"}"#,
    ),
    (
        "seconds-missing",
        SAFE,
        r#"{"resourceType":"Patient","deceasedDateTime":"2020-01-05T10:20+09:00"}"#,
        r#"{"resourceType":"Patient","deceasedDateTime":"2020-01-05T10:20:00+09:00"}"#,
    ),
    (
        "seconds-missing",
        REVIEW,
        r#"{"resourceType":"Patient","deceasedDateTime":"2020-01-05T10:20"}"#,
        r#"{"resourceType":"Patient","deceasedDateTime":"2020-01-05T10:20:00+09:00"}"#,
    ),
    (
        "time-zone-missing",
        REVIEW,
        r#"{"resourceType":"Patient","deceasedDateTime":"2020-01-05T10:20:30"}"#,
        r#"{"resourceType":"Patient","deceasedDateTime":"2020-01-05T10:20:30+09:00"}"#,
    ),
    (
        "surrounding-whitespace",
        SAFE,
        r#"{"resourceType":"Patient","name":[{"text":"山田　"}]}"#,
        r#"{"resourceType":"Patient","name":[{"text":"山田"}]}"#,
    ),
    (
        "control-character",
        REVIEW,
        r#"{"resourceType":"Patient","name":[{"text":"山\u0001田"}]}"#,
        r#"{"resourceType":"Patient","name":[{"text":"山田"}]}"#,
    ),
    (
        "code-whitespace",
        SAFE,
        r#"{"resourceType":"Patient","gender":"male "}"#,
        r#"{"resourceType":"Patient","gender":"male"}"#,
    ),
    (
        "uri-whitespace",
        SAFE,
        r#"{"resourceType":"Patient","implicitRules":" http://a"}"#,
        r#"{"resourceType":"Patient","implicitRules":"http://a"}"#,
    ),
    (
        "uri-whitespace",
        REVIEW,
        r#"{"resourceType":"Patient","implicitRules":"http://a b"}"#,
        r#"{"resourceType":"Patient","implicitRules":"http://ab"}"#,
    ),
    (
        "uri-without-urn",
        SAFE,
        r#"{"resourceType":"Patient","implicitRules":"oid:1.2.3"}"#,
        r#"{"resourceType":"Patient","implicitRules":"urn:oid:1.2.3"}"#,
    ),
    (
        "oid-format",
        SAFE,
        r#"{"resourceType":"Basic","extension":[{"url":"http://a","valueOid":"1.2.3"}],"code":{"text":"x"}}"#,
        r#"{"resourceType":"Basic","extension":[{"url":"http://a","valueOid":"urn:oid:1.2.3"}],"code":{"text":"x"}}"#,
    ),
    (
        "uuid-format",
        SAFE,
        r#"{"resourceType":"Patient","implicitRules":"urn:uuid:0A48A4BF-0D87-4EFB-AAFD-D45E0842A4DD"}"#,
        r#"{"resourceType":"Patient","implicitRules":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"}"#,
    ),
    (
        "system-relative",
        SAFE,
        r#"{"resourceType":"Patient","identifier":[{"system":"1.3.6.1.4","value":"1"}]}"#,
        r#"{"resourceType":"Patient","identifier":[{"system":"urn:oid:1.3.6.1.4","value":"1"}]}"#,
    ),
    (
        "identifier-not-uri",
        SAFE,
        r#"{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":"0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"}]}"#,
        r#"{"resourceType":"Patient","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"}]}"#,
    ),
    (
        "attachment-size",
        REVIEW,
        r#"{"resourceType":"Patient","photo":[{"data":"AAAA","size":4}]}"#,
        r#"{"resourceType":"Patient","photo":[{"data":"AAAA","size":3}]}"#,
    ),
    (
        "element-misspelt",
        REVIEW,
        r#"{"resourceType":"Patient","brithDate":"2020"}"#,
        r#"{"resourceType":"Patient","birthDate":"2020"}"#,
    ),
    (
        "element-misspelt",
        REVIEW,
        "<Patient xmlns=\"http://hl7.org/fhir\"><brithDate value=\"2020\"></brithDate></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><birthDate value=\"2020\"></birthDate></Patient>",
    ),
    (
        "json-array-expected",
        SAFE,
        r#"{"resourceType":"Patient","name":{"text":"x"}}"#,
        r#"{"resourceType":"Patient","name":[{"text":"x"}]}"#,
    ),
    (
        "json-array-unexpected",
        SAFE,
        r#"{"resourceType":"Patient","gender":["male"]}"#,
        r#"{"resourceType":"Patient","gender":"male"}"#,
    ),
];

const REFERENCES: &[Case] = &[
    (
        "reference-format",
        REVIEW,
        r#"{"resourceType":"Basic","subject":{"reference":"0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"},"code":{"text":"x"}}"#,
        r#"{"resourceType":"Basic","subject":{"reference":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd"},"code":{"text":"x"}}"#,
    ),
    (
        "reference-format",
        SAFE,
        r##"{"resourceType":"Basic","contained":[{"resourceType":"Patient","id":"a"}],"subject":{"reference":"#a "},"code":{"text":"x"}}"##,
        r##"{"resourceType":"Basic","contained":[{"resourceType":"Patient","id":"a"}],"subject":{"reference":"#a"},"code":{"text":"x"}}"##,
    ),
    (
        "reference-unknown-type",
        REVIEW,
        r#"{"resourceType":"Basic","subject":{"reference":"patient/1"},"code":{"text":"x"}}"#,
        r#"{"resourceType":"Basic","subject":{"reference":"Patient/1"},"code":{"text":"x"}}"#,
    ),
    (
        "reference-other-type",
        REVIEW,
        r#"{"resourceType":"Basic","subject":{"reference":"Patient/1","type":"Group"},"code":{"text":"x"}}"#,
        r#"{"resourceType":"Basic","subject":{"reference":"Patient/1","type":"Patient"},"code":{"text":"x"}}"#,
    ),
    (
        "bundle-full-url-relative",
        SAFE,
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"0a48a4bf-0d87-4efb-aafd-d45e0842a4dd","resource":{"resourceType":"Patient","id":"a"}}]}"#,
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd","resource":{"resourceType":"Patient","id":"a"}}]}"#,
    ),
    (
        "bundle-reference-other-full-url",
        REVIEW,
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://a/Patient/p","resource":{"resourceType":"Patient","id":"p"}},{"fullUrl":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd","resource":{"resourceType":"Basic","id":"b","subject":{"reference":"Patient/p"},"code":{"text":"x"}}}]}"#,
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://a/Patient/p","resource":{"resourceType":"Patient","id":"p"}},{"fullUrl":"urn:uuid:0a48a4bf-0d87-4efb-aafd-d45e0842a4dd","resource":{"resourceType":"Basic","id":"b","subject":{"reference":"http://a/Patient/p"},"code":{"text":"x"}}}]}"#,
    ),
];

macro_rules! coded {
    ($coding:literal) => {
        concat!(r#"{"resourceType":"Patient","maritalStatus":{"coding":[{"#, $coding, "}]}}")
    };
}

const CODES: &[Case] = &[
    (
        "display-wrong",
        SAFE,
        coded!(r#""system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Marriedd""#),
        coded!(r#""system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married""#),
    ),
    (
        "display-wrong",
        REVIEW,
        coded!(r#""system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Divorced""#),
        coded!(r#""system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married""#),
    ),
    (
        "code-not-in-value-set",
        SAFE,
        r#"{"resourceType":"Patient","gender":"Ｍale"}"#,
        r#"{"resourceType":"Patient","gender":"male"}"#,
    ),
    (
        "code-not-in-extensible-value-set",
        REVIEW,
        coded!(r#""system":"http://example.org/c","code":"M","display":"Married""#),
        coded!(r#""system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Married""#),
    ),
    (
        "code-unknown",
        REVIEW,
        coded!(
            r#""system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"x","display":"Laboratory""#
        ),
        coded!(
            r#""system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory""#
        ),
    ),
    (
        "code-unknown",
        SAFE,
        r#"{"resourceType":"Basic","code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"ｌaboratory"}]}}"#,
        r#"{"resourceType":"Basic","code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}}"#,
    ),
];

fn all() -> impl Iterator<Item = &'static Case> {
    [SYNTAX, VALUES, REFERENCES, CODES].into_iter().flatten()
}

/// The findings of an id.
pub fn of<'f>(found: &'f [Diagnostic], id: &str) -> Vec<&'f Diagnostic> {
    found.iter().filter(|diagnostic| diagnostic.message.id == id).collect()
}

/// What a document becomes by the fixes of an id, and whether all of these are safe.
pub fn mended(document: &Document, found: &[Diagnostic], id: &str) -> (String, bool) {
    let choice = Choice { needs_review: true, only: vec![id.to_owned()] };
    let planned = plan(document, found, &choice);
    let fixes = planned.findings.iter().filter_map(|at| found[*at].fix.as_ref());
    let is_safe = fixes.into_iter().all(|fix| fix.applicability == Applicability::Safe);
    (edited(document.source.text(), &planned.edits), is_safe)
}

#[test]
fn each_kind_writes_what_was_meant() {
    let tools = Tools::embedded();
    for (id, is_safe, before, after) in all() {
        let (document, found) = tools.judge("a", (*before).to_owned());
        let ids: Vec<&str> = found.iter().map(|d| d.message.id).collect();
        assert_eq!(mended(&document, &found, id), ((*after).to_owned(), *is_safe), "{id}: {ids:?}");
        let (_, left) = tools.judge("a", (*after).to_owned());
        assert!(of(&left, id).len() < of(&found, id).len(), "{id} is left");
    }
}

/// Id and a document in which it has no fix, because nobody knows what was meant or the edit would lose something.
const WITHOUT: &[(&str, &str)] = &[
    ("duplicate-property", r#"{"resourceType":"Patient","id":"a","id":"b"}"#),
    ("json-word", r#"{"resourceType":"Patient","active":None}"#),
    ("null-value", r#"{"resourceType":"Patient","active":null,"_active":null}"#),
    ("empty-element", r#"{"resourceType":"Patient","name":[{"period":{}}]}"#),
    ("wrong-json-type", r#"{"resourceType":"Patient","active":"yes"}"#),
    ("date-format", r#"{"resourceType":"Patient","birthDate":"5/1/2020"}"#),
    ("oid-format", r#"{"resourceType":"Patient","implicitRules":"urn:oid:1.02.3"}"#),
    ("uuid-format", r#"{"resourceType":"Patient","implicitRules":"urn:uuid:1"}"#),
    ("system-relative", r#"{"resourceType":"Patient","identifier":[{"system":"12345","value":"1"}]}"#),
    ("element-misspelt", r#"{"resourceType":"Patient","brithDate":"2020","birthDate":"2020"}"#),
    ("json-array-unexpected", r#"{"resourceType":"Patient","gender":["male","female"]}"#),
    ("reference-format", r#"{"resourceType":"Basic","subject":{"reference":"12345"},"code":{"text":"x"}}"#),
    ("code-not-in-value-set", r#"{"resourceType":"Patient","gender":"m"}"#),
];

#[test]
fn where_nobody_knows_there_is_no_fix() {
    let tools = Tools::embedded();
    for (id, text) in WITHOUT {
        let (document, found) = tools.judge("a", (*text).to_owned());
        assert!(!of(&found, id).is_empty(), "{id} is not found in {text}");
        assert_eq!(mended(&document, &found, id).0, *text, "{id}");
    }
}

/// Ids of fixes that have their examples elsewhere: in tests/rules/fixes.rs those of rules, in `profiled` those that need
/// a profile of their own.
fn is_elsewhere(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_uppercase()) || Profiled::SHOWS.contains(&id)
}

#[test]
fn every_kind_has_an_example() {
    let shown: BTreeSet<&str> = all().map(|(id, ..)| *id).collect();
    let declared = catalogue::all().iter().filter(|message| message.remedy.is_some()).map(|message| message.id);
    let missing: Vec<&str> = declared.filter(|id| !shown.contains(id) && !is_elsewhere(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
