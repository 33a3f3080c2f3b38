//! The masters that the program carries.

use std::sync::OnceLock;

use jpfhir::masters::Masters;

/// All of them; `None` with a visible line when the program was built without.
pub fn all() -> Option<&'static Masters> {
    static ALL: OnceLock<Masters> = OnceLock::new();
    let masters = ALL.get_or_init(Masters::embedded);
    if masters.available().is_empty() {
        println!("skipped: the program was built without its masters");
        return None;
    }
    Some(masters)
}
