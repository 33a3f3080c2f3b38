//! The values of primitive types: the JSON type they are written in and their lexical form (R4 §2.24.0.1).
//!
//! All forms are checked by hand-written scanners. An empty string is the parser's finding and passes here.

mod binary;
mod number;
mod suggest;
mod temporal;
mod text;
mod uri;

pub(crate) use binary::decoded_length;
pub(crate) use suggest::half_width;
pub(crate) use text::is_id;
pub(crate) use uri::{as_urn, has_scheme};

use crate::diagnostics::{Change, Content, Diagnostic, Fix, Message};
use crate::document::{Element, Format, Kind, flags};
use crate::source::Span;

/// The primitive types of R4, and the XHTML of a narrative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are FHIR's own")]
pub enum Primitive {
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
}

use Primitive::*;

/// Every primitive type.
pub const ALL: [Primitive; 20] = [
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
];

impl Primitive {
    /// The primitive type of a name; `http://hl7.org/fhirpath/System.*` names count as the type that stands for them.
    pub fn of(type_name: &str) -> Option<Self> {
        let name = match type_name.strip_prefix("http://hl7.org/fhirpath/System.") {
            Some("DateTime") => "dateTime",
            Some("String") => "string",
            Some("Boolean") => "boolean",
            Some("Integer") => "integer",
            Some("Decimal") => "decimal",
            Some("Date") => "date",
            Some("Time") => "time",
            _ => type_name,
        };
        ALL.into_iter().find(|p| p.name() == name)
    }

    /// The name as FHIR spells it.
    pub fn name(self) -> &'static str {
        match self {
            Base64Binary => "base64Binary",
            Boolean => "boolean",
            Canonical => "canonical",
            Code => "code",
            Date => "date",
            DateTime => "dateTime",
            Decimal => "decimal",
            Id => "id",
            Instant => "instant",
            Integer => "integer",
            Markdown => "markdown",
            Oid => "oid",
            PositiveInt => "positiveInt",
            String => "string",
            Time => "time",
            UnsignedInt => "unsignedInt",
            Uri => "uri",
            Url => "url",
            Uuid => "uuid",
            Xhtml => "xhtml",
        }
    }

    /// How JSON writes a value of it.
    pub fn json_kind(self) -> Kind {
        match self {
            Boolean => Kind::Boolean,
            Decimal | Integer | PositiveInt | UnsignedInt => Kind::Number,
            _ => Kind::String,
        }
    }
}

crate::messages! {
    WRONG_JSON_TYPE = "wrong-json-type", Error, Invalid {
        en: "A value of type {type} is written as a JSON {expected}, but this is a JSON {found}", "write {form}";
        ja: "型 {type} の値は JSON の {expected} で書きますが、{found} になっています", "{form} と書いてください";
        explain: "JSON has strings, numbers and truth values, and each FHIR type uses exactly one of them: boolean is true or false, the number types are JSON numbers, everything else is a string (R4 §2.6.2.2).";
        fix: [Safe, NeedsReview], "write the value in its JSON type", "正しい JSON の型で書く";
    }
    BOOLEAN_FORMAT = "boolean-format", Error, Invalid {
        en: "`{value}` is not a truth value", "write `true` or `false` in lower case";
        ja: "`{value}` は真偽値ではありません", "小文字で `true` または `false` と書いてください";
        explain: "A boolean is `true` or `false`, in lower case and without spaces (R4 §2.24.0.1).";
        fix: [Safe], "write it in lower case", "小文字で書く";
    }
}

/// Every diagnostic that the checks of primitive values raise.
pub fn messages() -> impl Iterator<Item = &'static Message> {
    [MESSAGES, binary::MESSAGES, number::MESSAGES, temporal::MESSAGES, text::MESSAGES, uri::MESSAGES]
        .into_iter()
        .flatten()
        .copied()
}

/// Checks the value of an element whose type is `primitive`. Elements without a value (extensions only) pass.
pub fn check(primitive: Primitive, element: Element<'_>, sink: &mut Vec<Diagnostic>) {
    let kind = element.kind();
    if primitive == Xhtml && matches!(kind, Kind::String | Kind::Xhtml) {
        return super::narrative::check(element, sink);
    }
    let json = element.document().format == Format::Json;
    let Some(value) = element.value() else { return };
    if value.is_empty() || kind == Kind::Xhtml {
        return;
    }
    if json && kind != primitive.json_kind() {
        sink.push(wrong_json_type(primitive, element, value));
        return;
    }
    match primitive {
        Boolean if !matches!(value, "true" | "false") => {
            let lower = suggest::half_width(value).trim().to_ascii_lowercase();
            let fix = matches!(&*lower, "true" | "false").then(|| Fix::safe(rewrite(element, &lower)));
            sink.push(about_value(&BOOLEAN_FORMAT, element, value).fixed_by(fix));
        }
        Boolean | Xhtml => {}
        Integer | PositiveInt | UnsignedInt | Decimal => sink.extend(number::check(primitive, element, value)),
        Date | DateTime | Instant | Time => sink.extend(temporal::check(primitive, element, value)),
        Base64Binary => sink.extend(binary::check(element, value)),
        String | Markdown => text::check_string(primitive, element, value, sink),
        Code => sink.extend(text::check_code(element, value)),
        Id => sink.extend(text::check_id(element, value)),
        Canonical | Oid | Uri | Url | Uuid => sink.extend(uri::check(primitive, element, value)),
    }
}

fn wrong_json_type(primitive: Primitive, element: Element<'_>, value: &str) -> Diagnostic {
    let diagnostic = finding(&WRONG_JSON_TYPE, element)
        .with("type", primitive.name())
        .with("expected", json_name(primitive.json_kind()))
        .with("found", json_name(element.kind()));
    match primitive.json_kind() {
        Kind::String => {
            // What codes, addresses and dates hold is not checked before they are strings.
            let fix = Fix::safe(Change::text(element.id(), value)).safe_if(primitive == String);
            diagnostic.with_value("form", &format!("\"{value}\"")).fixed_by(fix)
        }
        Kind::Boolean if matches!(value, "true" | "false") => bare(diagnostic, element, value),
        Kind::Number if number::check(primitive, element, value).is_none() => bare(diagnostic, element, value),
        Kind::Boolean => diagnostic.with("form", "true / false"),
        _ => diagnostic.with("form", "0, 1, 2 …"),
    }
}

/// A number or truth value without the quotes around it.
fn bare(diagnostic: Diagnostic, element: Element<'_>, value: &str) -> Diagnostic {
    let change = Change::Value(element.id(), Content::Literal(value.into()));
    diagnostic.with_value("form", value).fixed_by(Fix::safe(change))
}

/// Gives an element another value in the JSON type that it is written in.
fn rewrite(element: Element<'_>, value: &str) -> Change {
    let content = match element.kind() {
        Kind::Number | Kind::Boolean => Content::Literal(value.into()),
        _ => value.into(),
    };
    Change::Value(element.id(), content)
}

fn json_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "boolean",
        Kind::Number => "number",
        _ => "string",
    }
}

/// A diagnostic about an element, its value underlined.
pub(crate) fn finding(message: &'static Message, element: Element<'_>) -> Diagnostic {
    Diagnostic::new(message, value_span(element)).at(element.id())
}

/// A diagnostic about the value of an element, which it names as `value`.
pub(crate) fn about_value(message: &'static Message, element: Element<'_>, value: &str) -> Diagnostic {
    finding(message, element).with_value("value", &shortened(value))
}

/// Where the value of an element stands: with its quotes in JSON, the attribute's text in XML.
pub(crate) fn value_span(element: Element<'_>) -> Span {
    let node = element.node();
    let xml_value = element.document().format == Format::Xml && node.kind == Kind::String;
    if xml_value && node.flags & flags::DECODED == 0 && !node.text.is_empty() { node.text } else { node.span }
}

/// A value as messages show it: at most 80 characters.
pub(crate) fn shortened(value: &str) -> std::borrow::Cow<'_, str> {
    match value.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &value[..end]).into(),
        None => value.into(),
    }
}

#[cfg(test)]
pub(crate) mod testing;

#[cfg(test)]
mod tests;
