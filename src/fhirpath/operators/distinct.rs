//! Each value once: `distinct`, `|`, `union`, `intersect`, `exclude`.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::{FixedState, RandomState};
use smallvec::SmallVec;

use crate::fhirpath::ast::ExprId;
use crate::fhirpath::eval::Machine;
use crate::fhirpath::faults::Result;
use crate::fhirpath::value::Value;

/// Collections up to this size are searched item by item.
const FEW: usize = 12;

/// Values that can be asked whether they have an equal one.
pub struct Seen {
    by_hash: HashMap<u64, SmallVec<[usize; 1]>, RandomState>,
    few: SmallVec<[usize; FEW]>,
}

impl Seen {
    /// No values.
    pub fn new() -> Self {
        Self { by_hash: HashMap::default(), few: SmallVec::new() }
    }

    /// Adds the value at a position of the stack, unless an equal one is there; then returns false.
    pub fn add(&mut self, machine: &mut Machine<'_, '_>, position: usize, op: ExprId) -> Result<bool> {
        let value = &machine.stack[position];
        if self.contains(machine, value) {
            return Ok(false);
        }
        if self.by_hash.is_empty() && self.few.len() < FEW {
            self.few.push(position);
            return Ok(true);
        }
        for earlier in std::mem::take(&mut self.few) {
            self.by_hash.entry(hash(machine, &machine.stack[earlier])).or_default().push(earlier);
        }
        let bucket = self.by_hash.entry(hash(machine, value)).or_default();
        bucket.push(position);
        let cost = bucket.len() as u64;
        machine.spend(cost, op)?;
        Ok(true)
    }

    /// Whether a value that equals it is there.
    pub fn contains<'a>(&self, machine: &Machine<'a, '_>, value: &Value<'a>) -> bool {
        let is_equal = |position: &usize| machine.equal(&machine.stack[*position], value) == Some(true);
        if self.by_hash.is_empty() {
            return self.few.iter().any(is_equal);
        }
        self.by_hash.get(&hash(machine, value)).is_some_and(|bucket| bucket.iter().any(is_equal))
    }
}

/// Equal values have equal hashes. Complex elements and values that can equal one of another kind share one hash each.
fn hash<'a>(machine: &Machine<'a, '_>, value: &Value<'a>) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    let atom = match value {
        Value::Element(element, ty) => machine.model.get(*ty).filter(|t| t.is_primitive).and(element.value()),
        _ => None,
    };
    match (value, atom) {
        (Value::Element(..), Some(_)) => match machine.atom(value) {
            Value::Element(..) => 0.hash(&mut hasher),
            atom => return hash(machine, &atom),
        },
        (Value::Element(..), None) => 0.hash(&mut hasher),
        (Value::String(text), _) if text.starts_with(|c: char| c.is_ascii_digit()) => 1.hash(&mut hasher),
        (Value::String(text), _) => text.hash(&mut hasher),
        (Value::Temporal(_), _) => 1.hash(&mut hasher),
        (Value::Boolean(truth), _) => truth.hash(&mut hasher),
        (Value::Integer(_) | Value::Decimal(_), _) => value.as_decimal().map(|d| d.normalize()).hash(&mut hasher),
        (Value::Quantity(_) | Value::Type(..), _) => 2.hash(&mut hasher),
    }
    hasher.finish()
}

/// Keeps each value from a position on once, in the order of first occurrence.
pub fn distinct(machine: &mut Machine<'_, '_>, from: usize, op: ExprId) -> Result {
    let mut seen = Seen::new();
    let mut kept = from;
    for i in from..machine.stack.len() {
        machine.stack.swap(kept, i);
        machine.spend(kept.saturating_sub(from).min(FEW) as u64, op)?;
        if seen.add(machine, kept, op)? {
            kept += 1;
        }
    }
    machine.stack.truncate(kept);
    Ok(())
}
