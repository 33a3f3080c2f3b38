//! What FHIR says of the properties of one object together: no name twice, `_name` beside `name`, where null may stand.

use super::super::build::Slot;
use super::super::faults::FIRST_OCCURRENCE;
use super::super::{Kind, NONE, NodeId, Symbol, flags, known};
use super::{Parser, Read};
use crate::diagnostics::{Change, Diagnostic, Fix, IssueType};
use crate::messages;
use crate::source::Span;

messages! {
    DUPLICATE_PROPERTY = "duplicate-property", Error, Structure {
        en: "{name} occurs twice in the same object; this one is ignored.", "Repeated elements are written as one property with an array.";
        ja: "同じオブジェクトに {name} が 2 回あります。こちらは無視します。", "繰り返す要素は、配列を値とする 1 つのプロパティとして書きます。";
        explain: "A JSON object must not have two properties of the same name. The first one counts; the content of the second is not checked.";
        fix: [Safe], "take the repetition away", "重複した方を削除する";
    }
    NULL_VALUE = "null-value", Error, Structure {
        en: "{name} is null.", "Leave it out. null may only hold the place of an array item whose other half (name or _name) has content.";
        ja: "{name} が null です。", "省いてください。null を書けるのは、配列の中で対になる側（name と _name のもう一方）に内容がある項目の位置だけです。";
        explain: "FHIR JSON uses null only in the arrays of a repeating primitive element, to keep its values and the id and extensions in its `_name` array in step. Elsewhere what has no value is left out.";
        fix: [NeedsReview], "take the property away", "プロパティを削除する";
    }
    UNDERSCORE_NOT_OBJECT = "underscore-not-object", Error, Structure {
        en: "_{name} is no object.", "It holds the id and the extensions of {name} as an object with extension.";
        ja: "_{name} がオブジェクトではありません。", "{name} の id と拡張（extension）を、オブジェクトとして書く場所です。";
        explain: "In FHIR JSON the property _name carries the id and extensions of the primitive element name, so its value is an object (or an array of objects and nulls when the element repeats)."
    }
}

/// Objects with more properties than this find them by hash.
const FEW: usize = 48;

/// A property of an object that is open.
pub(super) struct Key {
    name: Symbol,
    underscore: bool,
    has_null: bool,
    name_span: Span,
    /// Its nodes.
    first: NodeId,
    end: NodeId,
}

impl Parser<'_> {
    /// Reads the value of a property, unless the object has that property already.
    pub(super) fn keyed_value(&mut self, slot: Slot, first_key: usize) -> Read {
        let underscore = slot.flags & flags::UNDERSCORE != 0;
        let first = self.tree.len();
        if let Some(earlier) = self.find_key(slot.parent, first_key, slot.name, underscore) {
            let name = format!("{}{}", if underscore { "_" } else { "" }, self.tree.name(slot.name));
            let mut diagnostic = Diagnostic::new(&DUPLICATE_PROPERTY, slot.name_span).with("name", name);
            diagnostic.causes.push(Diagnostic::new(&FIRST_OCCURRENCE, self.keys[earlier].name_span));
            let place = self.diagnostics.len();
            self.report(diagnostic);
            let read = self.without_content_findings(slot);
            self.diagnostics[place].fix = self.repetition(slot, earlier, first).map(Box::new);
            self.tree.document.nodes.truncate(first as usize);
            return read;
        }
        // R4 has no such property, which is the one thing to be said of it.
        let is_comment = slot.name == known::FHIR_COMMENTS;
        let nulls = self.nulls;
        let read = if is_comment { self.without_content_findings(slot) } else { self.value(slot) };
        let key = Key {
            name: slot.name,
            underscore,
            has_null: self.nulls != nulls && !is_comment,
            name_span: slot.name_span,
            first,
            end: self.tree.len(),
        };
        self.add_key(slot.parent, first_key, key);
        read
    }

    /// Takes a property away that says the same as an earlier one. Its value starts with node `first`.
    fn repetition(&self, slot: Slot, earlier: usize, first: NodeId) -> Option<Fix> {
        let value = |id: NodeId| self.tree.document.nodes.get(id as usize).filter(|n| n.flags & flags::IN_ARRAY == 0);
        let (known, again) = (value(self.keys[earlier].first)?.span, value(first)?.span);
        let comma = self.text[..slot.name_span.start as usize].trim_ascii_end().len().checked_sub(1)?;
        let is_same = self.text[known.range()] == self.text[again.range()] && self.bytes[comma] == b',';
        is_same.then(|| Fix::safe(Change::Bytes(comma as u32, again.end, "".into())))
    }

    /// Reads a value whose content does not count: only findings about the syntax are kept.
    fn without_content_findings(&mut self, slot: Slot) -> Read {
        let before = self.diagnostics.len();
        let read = self.value(slot);
        let findings = self.diagnostics.split_off(before);
        for mut finding in findings.into_iter().filter(|d| d.message.issue == IssueType::Invalid) {
            finding.node = Some(slot.parent);
            self.diagnostics.push(finding);
        }
        read
    }

    fn find_key(&self, object: NodeId, first_key: usize, name: Symbol, underscore: bool) -> Option<usize> {
        let keys = &self.keys[first_key..];
        if keys.len() > FEW {
            return self.many.get(&(object, name, underscore)).copied();
        }
        keys.iter().position(|k| k.name == name && k.underscore == underscore).map(|i| first_key + i)
    }

    fn add_key(&mut self, object: NodeId, first_key: usize, key: Key) {
        let at = self.keys.len();
        match (at - first_key).cmp(&FEW) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => {
                let keys = self.keys[first_key..].iter().enumerate();
                self.many.extend(keys.map(|(i, k)| ((object, k.name, k.underscore), first_key + i)));
                self.many.insert((object, key.name, key.underscore), at);
            }
            std::cmp::Ordering::Greater => {
                self.many.insert((object, key.name, key.underscore), at);
            }
        }
        self.keys.push(key);
    }

    /// Joins `_name` to `name` and looks at the nulls, once all properties are known.
    pub(super) fn close_object(&mut self, object: NodeId, first_key: usize) {
        for at in first_key..self.keys.len() {
            if self.keys[at].underscore {
                self.join(object, first_key, at);
            }
        }
        for at in first_key..self.keys.len() {
            if self.keys[at].has_null {
                self.check_nulls(at);
            }
        }
        self.keys.truncate(first_key);
    }

    fn join(&mut self, object: NodeId, first_key: usize, at: usize) {
        let Key { name, first: mut half, end: half_end, .. } = self.keys[at];
        let plain = self.find_key(object, first_key, name, false).map(|i| (self.keys[i].first, self.keys[i].end));
        let (mut value, value_end) = plain.unwrap_or((NONE, NONE));
        while half < half_end {
            if value < value_end && self.tree.document.nodes[value as usize].kind.is_primitive() {
                self.tree.document.nodes[value as usize].companion = half;
                self.tree.document.nodes[half as usize].companion = value;
            }
            if value < value_end {
                value = self.tree.document.nodes[value as usize].next;
            }
            let node = self.tree.document.nodes[half as usize];
            if matches!(node.kind, Kind::String | Kind::Number | Kind::Boolean) {
                let name = self.tree.name(name);
                self.report(Diagnostic::new(&UNDERSCORE_NOT_OBJECT, node.span).at(half).with("name", name));
            }
            half = node.next;
        }
    }

    /// Null may stand in an array when the other half of the item has content.
    fn check_nulls(&mut self, at: usize) {
        let Key { name, underscore, first, end, .. } = self.keys[at];
        let mut id = first;
        while id < end {
            let node = self.tree.document.nodes[id as usize];
            let other = self.tree.document.nodes.get(node.companion as usize);
            let allowed = match other {
                // When both halves are null it is told once, at the value.
                Some(other) if other.kind == Kind::Null => underscore,
                Some(_) => node.flags & flags::IN_ARRAY != 0,
                None => false,
            };
            if node.kind == Kind::Null && !allowed {
                let name = format!("{}{}", if underscore { "_" } else { "" }, self.tree.name(name));
                let fix = Fix::to_review(Change::Remove(id));
                self.report(Diagnostic::new(&NULL_VALUE, node.span).at(id).with("name", name).fixed_by(fix));
            }
            id = node.next;
        }
    }
}
