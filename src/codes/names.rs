//! Rows by what their names say, whatever way they are written.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use crate::fold::folded;
use crate::masters::{Column, Table};

/// Rows by folded name, made when first asked for.
#[derive(Debug, Default)]
pub struct Names(OnceLock<HashMap<Box<str>, Vec<u32>, FixedState>>);

impl Names {
    /// The rows that have a name in one of the columns: byte for byte, else by what it says.
    pub fn find(&self, table: &Table, columns: &[Column], name: &str) -> Vec<u32> {
        for column in columns {
            let found: Vec<u32> = table.find(*column, name).collect();
            if !found.is_empty() {
                return found;
            }
        }
        let all = self.0.get_or_init(|| {
            let mut all: HashMap<Box<str>, Vec<u32>, FixedState> = HashMap::default();
            for row in 0..table.len() {
                for column in columns {
                    let rows = all.entry(folded(table.text(row, *column)).collect::<String>().into()).or_default();
                    if rows.last() != Some(&row) {
                        rows.push(row);
                    }
                }
            }
            all
        });
        all.get(&*folded(name).collect::<String>()).cloned().unwrap_or_default()
    }
}
