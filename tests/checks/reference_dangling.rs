use rolecall::snapshot::{Broken, Dangling, Snapshot};

use crate::Pair;
use crate::shop::shop;

fn dangling(snapshot: &mut Snapshot, what: Broken, names: &str, perhaps_elsewhere: bool) {
    let (from, place) = ("ModelAccess crm_lead".to_owned(), Some("crm/security/access.yaml:3:5".to_owned()));
    snapshot.dangling.push(Dangling { what, from, names: names.to_owned(), place, perhaps_elsewhere });
}

pub(crate) const PAIR: Pair = Pair {
    check: "reference-dangling",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| dangling(snapshot, Broken::Group, "crm_user", false));
        })
    },
    silent: shop,
};

#[test]
fn who_names_what_is_the_subject() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: ModelAccess crm_lead names the group `crm_user`, which nothing defines (crm/security/access.yaml:3:5)
      reference ModelAccess crm_lead -> crm_user -> shop []
      affects 0
      expected everything that is named is there, and is written once
      actual there is no such group, so what it says about it counts for nobody
      path crm/security/access.yaml:3:5 > ModelAccess crm_lead > crm_user
      fix correct `crm_user` in ModelAccess crm_lead, or define it
    ");
}

#[test]
fn what_may_be_elsewhere_is_told_with_less_confidence() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| dangling(snapshot, Broken::Resource, "CrmLead", true));
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    low, confidence low: ModelAccess crm_lead names the model `CrmLead`, which nothing defines (crm/security/access.yaml:3:5)
      reference ModelAccess crm_lead -> CrmLead -> shop []
      affects 0
      expected everything that is named is there, and is written once
      actual there is no such model, so what it says about it counts for nothing; it may be there, in a part that was not collected
      path crm/security/access.yaml:3:5 > ModelAccess crm_lead > CrmLead
      fix correct `CrmLead` in ModelAccess crm_lead, or define it
    ");
}

#[test]
fn each_kind_has_words_of_its_own() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            let kinds = [
                Broken::Group,
                Broken::Resource,
                Broken::Module,
                Broken::Twice,
                Broken::Attribute,
                Broken::Value,
                Broken::Unread,
            ];
            for (at, what) in kinds.into_iter().enumerate() {
                dangling(snapshot, what, &format!("x{at}"), false);
            }
        });
    });
    let told = shop.told_by(PAIR.check);
    let titles: Vec<&str> = told.lines().filter(|line| !line.starts_with(' ')).collect();
    insta::assert_snapshot!(titles.join("\n"), @"
    high, confidence high: ModelAccess crm_lead is written more than once and not alike: x3 (crm/security/access.yaml:3:5)

    high, confidence high: ModelAccess crm_lead could not be read: x6 (crm/security/access.yaml:3:5)

    medium, confidence high: ModelAccess crm_lead names the group `x0`, which nothing defines (crm/security/access.yaml:3:5)

    medium, confidence high: ModelAccess crm_lead names the model `x1`, which nothing defines (crm/security/access.yaml:3:5)

    medium, confidence high: ModelAccess crm_lead needs the module `x2`, which is not there (crm/security/access.yaml:3:5)

    medium, confidence high: ModelAccess crm_lead says what nobody can tell the meaning of: x5 (crm/security/access.yaml:3:5)

    low, confidence high: ModelAccess crm_lead has the attribute `x4`, which its kind is not known to have (crm/security/access.yaml:3:5)
    ");
}
