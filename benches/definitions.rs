//! Opening definitions: the embedded ones, and packages from the cache.

use std::path::PathBuf;

use divan::{Bencher, black_box};
use jpfhir::definitions::embedded::BLOCK;
use jpfhir::definitions::pack::Packed;
use jpfhir::definitions::{Cache, Definitions, Selection};

fn main() {
    divan::main();
}

/// Opens the embedded block.
#[divan::bench]
fn open_block() -> Option<Packed> {
    Packed::open(black_box(BLOCK))
}

/// What a run without options does before it reads documents, but for the block that is opened once a process.
#[divan::bench]
fn open_default() -> Definitions {
    Definitions::open(&Selection::default()).expect("the default guides are embedded").definitions
}

/// A lookup by canonical with version.
#[divan::bench]
fn find_canonical(bencher: Bencher<'_, '_>) {
    let definitions = open_default();
    let canonical = "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS|1.10.0";
    bencher.bench(|| definitions.find(black_box(canonical)));
}

/// Decodes one definition of 1,800 elements.
#[divan::bench]
fn decode_large_definition(bencher: Bencher<'_, '_>) {
    let url = "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Observation_LabResult_eCS";
    bencher.with_inputs(open_default).bench_refs(|definitions| {
        let id = definitions.find(url).any().expect("it is embedded");
        definitions.structure(id)
    });
}

/// Opens four packages of the reference material: compiled anew, and from the cache.
#[divan::bench(args = [false, true], sample_count = 5)]
fn open_four_packages(bencher: Bencher<'_, '_>, cached: bool) {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let packages = std::env::var_os("JPFHIR_SHARED").map_or_else(beside, PathBuf::from).join("packages");
    if !packages.is_dir() {
        println!("skipped: {} is not there", packages.display());
        return;
    }
    let names = [
        "jp-core.r4-1.1.2-url.tgz",
        "jp-terminology-partial.tgz",
        "jp-terminology-shim.tgz",
        "jp-eCSCLINS.r4-1.10.0-snap.tgz",
    ];
    let folder = tempfile::tempdir().expect("a folder for the cache");
    let cache = if cached { Cache::in_folder(folder.path()) } else { Cache::default() };
    let selection = Selection { packages: names.map(|n| packages.join(n)).to_vec(), cache, ..Selection::default() };
    let open = || Definitions::open(black_box(&selection)).expect("the packages are whole").definitions;
    drop(open());
    bencher.bench(open);
}
