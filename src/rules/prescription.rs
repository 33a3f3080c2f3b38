//! x

use super::rule::rules;
rules! {}
