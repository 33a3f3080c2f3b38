//! The operators. Each family has a file; the functions that need the same notions use them too.

pub mod arithmetic;
pub mod boolean;
pub mod distinct;
pub mod equality;
pub mod order;
pub mod types;

use super::ast::{ExprId, Operator};
use super::eval::Machine;
use super::faults::{Result, not_single};

/// Compares two collections: the left one from `left` to `right`, the right one from there on.
pub fn compare(
    machine: &Machine<'_, '_>,
    operator: Operator,
    left: usize,
    right: usize,
    op: ExprId,
) -> Result<Option<bool>> {
    let (a, b) = (&machine.stack[left..right], &machine.stack[right..]);
    match operator {
        Operator::Equal => Ok(machine.equal_collections(a, b)),
        Operator::NotEqual => Ok(machine.equal_collections(a, b).map(|truth| !truth)),
        Operator::Equivalent => Ok(Some(machine.equivalent_collections(a, b))),
        Operator::NotEquivalent => Ok(Some(!machine.equivalent_collections(a, b))),
        Operator::In => contains(machine, b, a, operator, op),
        Operator::Contains => contains(machine, a, b, operator, op),
        _ => order::compare(machine, operator, a, b, op),
    }
}

/// Whether a collection has an item that equals one value.
fn contains<'a>(
    machine: &Machine<'a, '_>,
    collection: &[super::value::Value<'a>],
    item: &[super::value::Value<'a>],
    operator: Operator,
    op: ExprId,
) -> Result<Option<bool>> {
    match item {
        [] => Ok(None),
        [item] => Ok(Some(collection.iter().any(|c| machine.equal(c, item) == Some(true)))),
        items => not_single(operator.text(), items.len(), machine.span(op)),
    }
}
