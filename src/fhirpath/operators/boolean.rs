//! Logic with three values: true, false and unknown (the empty collection).

use crate::fhirpath::ast::Operator;

/// The result when the left operand alone decides it; the right one is not evaluated then.
pub fn decided(operator: Operator, left: Option<bool>) -> Option<bool> {
    match (operator, left) {
        (Operator::And, Some(false)) => Some(false),
        (Operator::Or, Some(true)) => Some(true),
        (Operator::Implies, Some(false)) => Some(true),
        _ => None,
    }
}

/// The result of two operands.
pub fn combine(operator: Operator, left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match operator {
        Operator::And => match (left, right) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Operator::Or => match (left, right) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Operator::Xor => Some(left? != right?),
        Operator::Implies => combine(Operator::Or, left.map(|truth| !truth), right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Option<bool>; 3] = [Some(true), Some(false), None];

    #[test]
    fn a_decided_result_is_the_result() {
        for operator in [Operator::And, Operator::Or, Operator::Implies] {
            for left in ALL {
                for right in ALL {
                    if let Some(truth) = decided(operator, left) {
                        assert_eq!(combine(operator, left, right), Some(truth), "{operator:?} {left:?} {right:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn de_morgan() {
        let not = |a: Option<bool>| a.map(|truth| !truth);
        for a in ALL {
            for b in ALL {
                assert_eq!(not(combine(Operator::And, a, b)), combine(Operator::Or, not(a), not(b)));
                assert_eq!(combine(Operator::And, a, b), combine(Operator::And, b, a));
                assert_eq!(combine(Operator::Xor, a, b), combine(Operator::Xor, b, a));
            }
        }
    }
}
