//! 修飾語: what stands before or after the name of a disease.

use super::converter::{Context, NoConverter, column};
use super::model::{Conversion, Day, NoTarget, Outcome, Target, Validity};
use super::near::near_codes;
use super::system::System;
use super::words::Said;
use crate::masters::{Column, Kind, Masters, Table};

/// 修飾語マスター.
#[derive(Debug)]
pub struct Modifiers<'m> {
    table: &'m Table,
    code: Column,
    name: Column,
    management_number: Column,
    exchange: Column,
    retired: Column,
    pub(super) context: Context,
}

/// Where a modifier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Before the name of the disease.
    Prefix,
    /// After it.
    Suffix,
    /// At a tooth: codes from 9000 on.
    Dental,
}

impl Position {
    /// The position of a 修飾語コード.
    pub fn of(code: &str) -> Self {
        match code.as_bytes().first() {
            Some(b'8') => Self::Suffix,
            Some(b'9') => Self::Dental,
            _ => Self::Prefix,
        }
    }

    /// The key in reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Prefix => "prefix",
            Self::Suffix => "suffix",
            Self::Dental => "dental",
        }
    }
}

/// What the second character of 修飾語区分 says.
pub fn class_words(class: &str) -> Option<Said> {
    let (english, japanese) = match class.as_bytes().get(1)? {
        b'1' => ("site", "部位"),
        b'2' => ("location", "位置"),
        b'3' => ("cause", "病因"),
        b'4' => ("course", "経過"),
        b'5' => ("state", "状態"),
        b'6' => ("bearer", "患者帰属"),
        b'7' => ("other", "その他"),
        b'8' => ("suffix", "接尾語"),
        _ => return None,
    };
    Some(Said::new(english, japanese))
}

impl<'m> Modifiers<'m> {
    pub(super) fn new(masters: &'m Masters, context: Context) -> Result<Self, NoConverter> {
        let table = masters.table(Kind::Modifier)?;
        Ok(Self {
            table,
            code: column(table, "code")?,
            name: column(table, "name")?,
            management_number: column(table, "management_number")?,
            exchange: column(table, "exchange_code")?,
            retired: column(table, "retired")?,
            context,
        })
    }

    pub(super) fn editions(&self) -> Vec<String> {
        vec![self.table.key()]
    }

    fn column(&self, system: System) -> Column {
        match system {
            System::ModifierManagementNumber => self.management_number,
            System::ModifierExchange => self.exchange,
            _ => self.code,
        }
    }

    pub(super) fn convert<'t>(&'t self, conversion: &mut Conversion<'t>) {
        let from = self.column(conversion.from);
        let Some(row) = self.table.find_one(from, &conversion.code) else {
            if self.context.near {
                conversion.outcome = Outcome::Unknown(near_codes(self.table, from, self.name, &conversion.code));
            }
            return;
        };
        conversion.display = self.table.text(row, self.name);
        let validity = self.validity(row);
        let is_over = validity.is_over;
        conversion.validity = Some(validity);
        let code = self.table.text(row, self.column(conversion.to));
        let target = Target::new(conversion.to, code, conversion.display, Some(self.table.edition()));
        conversion.outcome = match code {
            "" => Outcome::NoTarget(NoTarget::NotInEdition),
            _ if is_over => Outcome::Retired([target].into_iter().collect()),
            _ => Outcome::exact(target),
        };
    }

    fn validity(&self, row: u32) -> Validity<'m> {
        let last_day = Day::parse(self.table.text(row, self.retired));
        Validity { last_day, successor: None, is_over: last_day.is_some_and(|day| self.context.as_of > day) }
    }

    pub(super) fn validity_of(&self, system: System, code: &str) -> Option<Validity<'m>> {
        self.table.find_one(self.column(system), code).map(|row| self.validity(row))
    }
}
