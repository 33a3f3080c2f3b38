//! The masters of the reference material, imported once.

use std::sync::OnceLock;

use jpfhir::masters::data::compile;
use jpfhir::masters::import::{Limits, Request, import, open};
use jpfhir::masters::{Masters, Table};

use crate::shared;

/// All masters of the reference material; `None` with a visible line when it is absent.
pub fn all() -> Option<&'static Masters> {
    static ALL: OnceLock<Option<Masters>> = OnceLock::new();
    ALL.get_or_init(read).as_ref()
}

fn read() -> Option<Masters> {
    let folder = shared::folder("masters")?;
    let mut masters = Masters::default();
    for names in [&["b_20240601.zip"][..], &["hb_20260101.zip"], &["z_20250601.zip"]] {
        let files = names.iter().map(|name| open(&folder.join(name), Limits::default()));
        let files: Vec<_> = files.flat_map(|files| files.unwrap_or_else(|fault| panic!("{fault:?}"))).collect();
        let imported = import(&files, Request::default(), &masters).unwrap_or_else(|fault| panic!("{fault:?}"));
        for one in imported {
            masters = masters.with_table(Table::open(compile(&one.rows)).expect("what was compiled opens"));
        }
    }
    Some(masters)
}
