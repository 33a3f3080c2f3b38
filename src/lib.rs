//! `jpfhir` validates and converts Japan's FHIR documents.
//!
//! Data flows one way: [`source`] → [`document`] → [`validate`] → [`rules`] → [`diagnostics`] → render. The [`definitions`] are
//! compiled once and then only read. No module imports one that stands below it in this list; the test `layering`
//! holds that.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod fold;

pub mod storage;

pub mod source;

pub mod diagnostics;

pub mod document;

pub mod definitions;

pub mod masters;

pub mod codes;

pub mod terminology;

pub mod fhirpath;

pub mod validate;

pub mod convert;

pub mod rules;

pub mod policy;

pub mod fixes;

pub mod catalogue;
