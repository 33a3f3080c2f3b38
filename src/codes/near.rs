//! Codes that resemble an unknown one: one slip of a key away.

use super::model::Near;
use crate::masters::{Column, Table};

/// At most so many.
const MOST: usize = 5;

/// The rows of an indexed column whose code is one changed character, or two neighbours that changed places, away.
pub fn near_codes<'t>(table: &'t Table, codes: Column, names: Column, code: &str) -> Vec<Near<'t>> {
    let mut found = Vec::new();
    let mut bytes = code.as_bytes().to_vec();
    let mut look = |bytes: &[u8]| {
        let row = std::str::from_utf8(bytes).ok().and_then(|code| table.find(codes, code).next());
        if let Some(row) = row.filter(|_| found.len() < MOST) {
            let near = Near { code: table.text(row, codes), display: table.text(row, names) };
            if !found.contains(&near) {
                found.push(near);
            }
        }
    };
    for place in 1..bytes.len() {
        if bytes[place] != bytes[place - 1] && bytes[place].is_ascii() && bytes[place - 1].is_ascii() {
            bytes.swap(place, place - 1);
            look(&bytes);
            bytes.swap(place, place - 1);
        }
    }
    for place in (0..bytes.len()).rev() {
        let own = bytes[place];
        let others: &[u8] = match own {
            b'0'..=b'9' => b"0123456789",
            b'A'..=b'Z' => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            _ => b"",
        };
        for other in others.iter().filter(|other| **other != own) {
            bytes[place] = *other;
            look(&bytes);
        }
        bytes[place] = own;
    }
    found
}
