//! The editions that the program carries.

use std::sync::{Arc, OnceLock};

use super::pack::Packed;

/// What `build.rs` made of `profiles/`.
pub static BLOCK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/definitions.bin"));

/// Stands for the code and the facts that this program was built from: packages compiled by another are compiled again.
pub(super) const BUILD: &str = env!("JPFHIR_DEFINITIONS_BUILD");

/// The embedded block, opened once a process.
pub fn embedded() -> &'static Arc<Packed> {
    static OPENED: OnceLock<Arc<Packed>> = OnceLock::new();
    OPENED.get_or_init(|| Arc::new(Packed::open(BLOCK).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_definition_decodes() {
        let packed = embedded();
        assert!(packed.editions().len() >= 9);
        let mut elements = 0;
        for edition in packed.editions() {
            for index in edition.structures.clone() {
                let structure = packed.structure(index).unwrap();
                assert_eq!((&*structure.url, &*structure.version), (packed.url(index), packed.version(index)));
                elements += structure.snapshot.len();
            }
        }
        assert!(elements > 50_000, "{elements}");
    }
}
