//! The fields of a line that hold a further name or a property.

use super::super::super::model::Designation;

/// `language/use=name`
pub(super) fn designation_field(designation: &Designation) -> String {
    format!("{}/{}={}", designation.language, designation.usage, designation.value)
}

pub(super) fn designation(field: &str) -> Option<Designation> {
    let (kind, value) = field.split_once('=')?;
    let (language, usage) = kind.split_once('/')?;
    Some(Designation { language: language.into(), usage: usage.into(), value: value.into() })
}

/// `@property=value`
pub(super) fn property_field((name, value): &(Box<str>, Box<str>)) -> String {
    format!("@{name}={value}")
}

pub(super) fn property(field: &str) -> Option<(Box<str>, Box<str>)> {
    let (name, value) = field.strip_prefix('@')?.split_once('=')?;
    Some((name.into(), value.into()))
}
