//! How a coding is written, so that another one can be written the same way.

use crate::convert::Coded;
use crate::document::{Element, Format, Kind, escaped, known};
use crate::source::Span;

/// The white space and signs of a coding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    format: Format,
    /// `{` or the start tag without attributes, with the white space that follows.
    open: String,
    /// From one property to the next.
    between: String,
    /// `: ` in JSON.
    colon: String,
    /// The prefix of tags in XML, with its colon, and what closes an empty one.
    prefix: String,
    empty: String,
    /// From the last property to the end.
    close: String,
    /// What separates codings.
    separator: String,
}

/// The white space that ends before a place.
pub fn space_before(text: &str, end: usize) -> &str {
    let before = text.get(..end).unwrap_or_default();
    &before[before.trim_end_matches([' ', '\t', '\r', '\n']).len()..]
}

/// The white space that starts at a place.
fn space_after(text: &str, start: usize) -> &str {
    let after = text.get(start..).unwrap_or_default();
    &after[..after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len()]
}

impl Style {
    /// The style of a coding.
    pub fn of(coding: Element<'_>) -> Self {
        match coding.document().format {
            Format::Json => Self::of_json(coding),
            Format::Xml => Self::of_xml(coding),
        }
    }

    fn of_json(coding: Element<'_>) -> Self {
        let text = coding.document().source.text();
        let (start, end) = (coding.span().start as usize, coding.span().end as usize);
        let first_space = space_after(text, start + 1);
        let mut properties: Vec<Element<'_>> = coding.children().collect();
        properties.sort_by_key(|property| property.name_span().start);
        let second = properties.iter().find(|property| property.name_span() != properties[0].name_span());
        let space = second.map_or(first_space, |second| space_before(text, second.name_span().start as usize));
        let plain = properties.iter().find(|property| !property.in_array() && property.name_span().end > 0);
        let colon = plain.map(|one| &text[one.name_span().end as usize..one.span().start as usize]);
        let is_colon = |colon: &&str| colon.trim() == ":";
        Self {
            format: Format::Json,
            open: format!("{{{first_space}"),
            between: format!(",{space}"),
            colon: colon.filter(is_colon).unwrap_or(": ").to_owned(),
            prefix: String::new(),
            empty: String::new(),
            close: format!("{}}}", space_before(text, end.saturating_sub(1))),
            separator: format!(",{}", space_before(text, start)),
        }
    }

    fn of_xml(coding: Element<'_>) -> Self {
        let text = coding.document().source.text();
        let (start, end) = (coding.span().start as usize, coding.span().end as usize);
        let tag = coding.document().source.slice(coding.name_span());
        let mut elements = coding.children().filter(|child| child.span().start > coding.name_span().end);
        let child = elements.find(|child| text[child.span().start as usize..].starts_with('<'));
        let space = child.map_or("", |child| space_before(text, child.span().start as usize));
        let system = coding.child(known::SYSTEM).map_or("", |system| coding.document().source.slice(system.span()));
        let empty = system.strip_suffix("/>").map(|before| format!("{}/>", space_before(before, before.len())));
        let closing = text[start..end].rfind("</").map_or(end, |at| start + at);
        Self {
            format: Format::Xml,
            open: format!("<{tag}>{space}"),
            between: space.to_owned(),
            colon: String::new(),
            prefix: tag.rfind(':').map_or(String::new(), |at| tag[..=at].to_owned()),
            empty: empty.unwrap_or_else(|| "/>".to_owned()),
            close: format!("{}</{tag}>", space_before(text, closing)),
            separator: space_before(text, start).to_owned(),
        }
    }

    /// What stands before a coding that follows another one.
    pub fn separator(&self) -> &str {
        &self.separator
    }

    /// A property.
    fn property(&self, name: &str, value: &str) -> String {
        match self.format {
            Format::Json => format!("\"{name}\"{}{}", self.colon, serde_json::Value::from(value)),
            Format::Xml => format!("<{}{name} value=\"{}\"{}", self.prefix, escaped(value), self.empty),
        }
    }

    /// A new coding.
    pub fn coding(&self, coded: &Coded) -> String {
        let mut properties = vec![self.property("system", coded.system), self.property("code", &coded.code)];
        if !coded.display.is_empty() {
            properties.push(self.property("display", &coded.display));
        }
        format!("{}{}{}", self.open, properties.join(&self.between), self.close)
    }

    /// A coding with another system, code and display; id and userSelected stay. Nothing when it has more than that,
    /// or is written in a way that would not be kept.
    pub fn converted(&self, coding: Element<'_>, coded: &Coded) -> Option<String> {
        let text = coding.document().source.text();
        let mut children: Vec<Element<'_>> = coding.children().collect();
        children.sort_by_key(|child| child.span().start);
        let mut properties = Vec::new();
        let mut bounds = Vec::new();
        for child in children {
            let node = child.node();
            let is_plain =
                matches!(child.kind(), Kind::String | Kind::Boolean) && node.companion == crate::document::NONE;
            if !is_plain || child.in_array() || child.children().next().is_some() {
                return None;
            }
            let span = self.span_of(child)?;
            let Some(span) = span else { continue };
            bounds.push(span);
            match child.name_text() {
                "system" => properties.push(self.property("system", coded.system)),
                "code" => properties.push(self.property("code", &coded.code)),
                "display" | "version" => {}
                "id" | "userSelected" => properties.push(coding.document().source.slice(span).to_owned()),
                _ => return None,
            }
            if child.name_text() == "code" && !coded.display.is_empty() {
                properties.push(self.property("display", &coded.display));
            }
        }
        let (first, last) = (bounds.first()?, bounds.last()?);
        let gaps = bounds.windows(2).map(|pair| &text[pair[0].end as usize..pair[1].start as usize]);
        if gaps.into_iter().any(|gap| !gap.trim().trim_start_matches(',').is_empty()) {
            return None;
        }
        let open = &text[coding.span().start as usize..first.start as usize];
        let close = &text[last.end as usize..coding.span().end as usize];
        if self.format == Format::Json && (open.trim_end() != "{" || close.trim_start() != "}") {
            return None;
        }
        Some(format!("{open}{}{close}", properties.join(&self.between)))
    }

    /// The property of a child with its key; `Some(None)` for an attribute of the start tag, which stays there.
    #[allow(clippy::option_option, reason = "the outer one is a refusal")]
    fn span_of(&self, child: Element<'_>) -> Option<Option<Span>> {
        let source = &child.document().source;
        if self.format == Format::Json {
            return Some(Some(Span { start: child.name_span().start, end: child.span().end }));
        }
        let text = source.slice(child.span());
        if !text.starts_with('<') {
            return Some(None);
        }
        // More than the value attribute, or a comment, would be lost.
        (text.matches('=').count() == 1 + child.value()?.matches('=').count() && !text.contains("<!"))
            .then_some(Some(child.span()))
    }
}
