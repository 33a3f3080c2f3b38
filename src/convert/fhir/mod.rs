//! FHIR documents whose codings are converted.
