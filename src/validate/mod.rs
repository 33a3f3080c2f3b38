//! Checks of a document against the definitions.
