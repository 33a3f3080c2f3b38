//! The masters of drugs with their columns.

use super::super::converter::{NoConverter, column};
use crate::masters::{Column, Table};

/// What 商品名等関連 holds of a brand that is listed itself: its price list code is its YJ code.
const LISTED_BY_BRAND: &str = "0";
/// How the 医薬品コード of 選定療養 begin: they claim a drug that has a code of its own.
const SELECTED_CARE: &str = "67";

/// 医薬品マスター.
#[derive(Debug)]
pub(super) struct DrugTable<'m> {
    pub(super) table: &'m Table,
    pub(super) code: Column,
    pub(super) name: Column,
    pub(super) base_name: Column,
    pub(super) price_list_code: Column,
    pub(super) generic_code: Column,
    pub(super) generic_description: Column,
    pub(super) retired: Column,
    brand_related_code: Column,
}

impl<'m> DrugTable<'m> {
    pub(super) fn new(table: &'m Table) -> Result<Self, NoConverter> {
        Ok(Self {
            table,
            code: column(table, "code")?,
            name: column(table, "name")?,
            base_name: column(table, "base_name")?,
            price_list_code: column(table, "price_list_code")?,
            generic_code: column(table, "generic_code")?,
            generic_description: column(table, "generic_description")?,
            retired: column(table, "retired")?,
            brand_related_code: column(table, "brand_related_code")?,
        })
    }

    pub(super) fn text(&self, row: u32, column: Column) -> &'m str {
        self.table.text(row, column)
    }

    /// The YJ code of a drug, which is known only of brands that are listed themselves.
    pub(super) fn yj(&self, row: u32) -> Option<&'m str> {
        let is_listed = self.text(row, self.brand_related_code) == LISTED_BY_BRAND;
        Some(self.text(row, self.price_list_code)).filter(|code| is_listed && !code.is_empty())
    }

    /// The drugs of a YJ code.
    pub(super) fn of_yj(&self, yj: &str) -> Vec<u32> {
        self.table.find(self.price_list_code, yj).filter(|row| self.yj(*row).is_some()).collect()
    }

    pub(super) fn is_selected_care(&self, row: u32) -> bool {
        self.text(row, self.code).starts_with(SELECTED_CARE)
    }
}

/// 一般名処方マスタ.
#[derive(Debug)]
pub(super) struct GenericTable<'m> {
    pub(super) table: &'m Table,
    code: Column,
    price_list_code: Column,
}

impl<'m> GenericTable<'m> {
    pub(super) fn new(table: &'m Table) -> Result<Self, NoConverter> {
        Ok(Self { table, code: column(table, "code")?, price_list_code: column(table, "price_list_code")? })
    }

    pub(super) fn has(&self, code: &str) -> bool {
        self.table.find(self.code, code).next().is_some()
    }

    /// The price list codes that an exception code stands for.
    pub(super) fn price_list_codes<'t>(&'t self, code: &'t str) -> impl Iterator<Item = &'m str> + 't {
        let codes = self.table.find(self.code, code).map(|row| self.table.text(row, self.price_list_code));
        codes.filter(|code| !code.is_empty())
    }
}

/// 医薬品HOTコードマスター. The public extract has packages only; the full one also says which drugs they are of.
#[derive(Debug)]
pub(super) struct HotTable<'m> {
    pub(super) table: &'m Table,
    pub(super) code: Column,
    pub(super) name: Option<Column>,
    pub(super) yj: Option<Column>,
    pub(super) price_list_code: Option<Column>,
    pub(super) receipt_codes: [Option<Column>; 2],
}

impl<'m> HotTable<'m> {
    pub(super) fn new(table: &'m Table) -> Result<Self, NoConverter> {
        Ok(Self {
            table,
            code: column(table, "code")?,
            name: table.column("name"),
            yj: table.column("yj"),
            price_list_code: table.column("price_list_code"),
            receipt_codes: [table.column("receipt_code"), table.column("second_receipt_code")],
        })
    }

    pub(super) fn name(&self, row: u32) -> &'m str {
        self.name.map_or("", |name| self.table.text(row, name))
    }
}
