/*
 * The words of every finding. A line reads: "Fil users.csv, rad 14 (och 999 till), kolumn role:
 * hittade “xyz”, <expected>; åtgärd: <action>."
 */
#include "roster/findings.h"

#define SET_REFUSED {"ingenting lästes in", "nothing was read in"}
#define ROW_SKIPPED {"raden hoppades över", "the row was skipped"}

const struct findings_text findings_texts[FINDING__MAX] = {
    [FINDING_PATH_UNREADABLE] =
        {FINDINGS_ERROR, true,
         {"väntade en mapp eller en zip-fil som går att läsa (%s)",
          "expected a folder or a zip file that can be read (%s)"},
         SET_REFUSED},
    [FINDING_FILE_MISSING] =
        {FINDINGS_ERROR, false,
         {"filen saknas, den måste finnas i mappen eller zip-filen",
          "the file is missing, it must be in the folder or the zip file"},
         SET_REFUSED},
    [FINDING_FILE_MISSING_OPTIONAL] =
        {FINDINGS_NOTE, false,
         {"filen saknas, den har elevernas kön", "the file is missing, it has the pupils' gender"},
         {"uttaget lästes utan den", "the set was read without it"}},
    [FINDING_FILE_TWICE] =
        {FINDINGS_ERROR, false,
         {"filen finns flera gånger, väntade en", "the file is there several times, expected one"},
         SET_REFUSED},
    [FINDING_FILE_TOO_LARGE] =
        {FINDINGS_ERROR, false,
         {"filen är orimligt stor när den packas upp", "the file is unreasonably large when unpacked"},
         SET_REFUSED},
    [FINDING_ARCHIVE_ENTRIES] =
        {FINDINGS_ERROR, false,
         {"zip-filen har orimligt många filer", "the zip file has unreasonably many files"},
         SET_REFUSED},
    [FINDING_ARCHIVE_OUTSIDE] =
        {FINDINGS_ERROR, false,
         {"zip-filen har ett filnamn som leder ut ur den",
          "the zip file has a file name that leads out of it"},
         SET_REFUSED},
    [FINDING_ARCHIVE_LINK] =
        {FINDINGS_ERROR, false,
         {"zip-filen har en länk eller något annat som inte är en fil eller mapp",
          "the zip file has a link, or something else that is no file or folder"},
         SET_REFUSED},
    [FINDING_FILE_UTF16] =
        {FINDINGS_ERROR, false,
         {"filen är sparad som UTF-16, väntade UTF-8",
          "the file is saved as UTF-16, expected UTF-8"},
         SET_REFUSED},
    [FINDING_FILE_NOT_UTF8] =
        {FINDINGS_NOTE, false,
         {"filen är inte sparad som UTF-8", "the file is not saved as UTF-8"},
         {"den lästes som Windows-1252", "it was read as Windows-1252"}},
    [FINDING_FILE_EMPTY] =
        {FINDINGS_ERROR, false,
         {"filen är tom, väntade en rubrikrad", "the file is empty, expected a heading line"},
         SET_REFUSED},
    [FINDING_FILE_BROKEN] =
        {FINDINGS_ERROR, false,
         {"filen går inte att läsa som CSV, till exempel för att ett citattecken aldrig avslutas",
          "the file cannot be read as CSV, for example because a quotation mark is never closed"},
         SET_REFUSED},
    [FINDING_COLUMN_MISSING] =
        {FINDINGS_ERROR, false,
         {"kolumnen saknas i rubrikraden", "the column is missing in the heading line"},
         SET_REFUSED},
    [FINDING_COLUMN_TWICE] =
        {FINDINGS_ERROR, false,
         {"kolumnen står flera gånger i rubrikraden",
          "the heading line has the column several times"},
         SET_REFUSED},
    [FINDING_ROW_TOO_LONG] =
        {FINDINGS_WARNING, false,
         {"raden har fler fält än rubrikraden, till exempel för att ett kommatecken saknar "
          "citattecken omkring sig",
          "the row has more fields than the heading line, for example because a comma is not "
          "quoted"},
         ROW_SKIPPED},
    [FINDING_ROW_TOO_SHORT] =
        {FINDINGS_NOTE, false,
         {"raden har färre fält än rubrikraden", "the row has fewer fields than the heading line"},
         {"de fält som saknas lästes som tomma", "the missing fields were read as empty"}},
    [FINDING_MANIFEST_DELTA] =
        {FINDINGS_ERROR, true,
         {"väntade bulk: bara hela uttag (bulk) kan läsas in, inte ändringar (delta)",
          "expected bulk: only complete sets (bulk) can be read in, not changes (delta)"},
         SET_REFUSED},
    [FINDING_MANIFEST_VERSION] =
        {FINDINGS_WARNING, true,
         {"väntade 1.1 eller 1.2", "expected 1.1 or 1.2"},
         {"versionen avgjordes av filernas kolumner",
          "the version was told by the files' columns"}},
    [FINDING_MANIFEST_ABSENT] =
        {FINDINGS_WARNING, true,
         {"väntade bulk, eftersom filen finns i uttaget",
          "expected bulk, as the file is in the set"},
         {"filen lästes in", "the file was read in"}},
    [FINDING_ID_EMPTY] =
        {FINDINGS_WARNING, false,
         {"väntade en identitet", "expected an identifier"},
         ROW_SKIPPED},
    [FINDING_ID_TOO_LONG] =
        {FINDINGS_WARNING, false,
         {"väntade högst 255 tecken", "expected at most 255 characters"},
         ROW_SKIPPED},
    [FINDING_ID_AGAIN] =
        {FINDINGS_NOTE, false,
         {"raden finns redan, likadan", "the same row is there already"},
         ROW_SKIPPED},
    [FINDING_ID_CONFLICT] =
        {FINDINGS_ERROR, false,
         {"identiteten finns på en tidigare rad med annat innehåll (rad %s)",
          "the identifier is on an earlier row with other content (line %s)"},
         SET_REFUSED},
    [FINDING_STATUS_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade active, inactive, tobedeleted eller tomt",
          "expected active, inactive, tobedeleted or nothing"},
         {"raden lästes som active", "the row was read as active"}},
    [FINDING_NAME_EMPTY] =
        {FINDINGS_WARNING, false,
         {"väntade ett namn", "expected a name"},
         {"identiteten används som namn", "the identifier is used as the name"}},
    [FINDING_NAME_TOO_LONG] =
        {FINDINGS_NOTE, false,
         {"texten är längre än %s tecken", "the text is longer than %s characters"},
         {"den kortades", "it was shortened"}},
    [FINDING_DATE_UNREADABLE] =
        {FINDINGS_WARNING, true,
         {"väntade ett datum som 2026-08-17", "expected a date like 2026-08-17"},
         {"raden lästes som om datumet var tomt", "the row was read as if the date were empty"}},
    [FINDING_DATES_REVERSED] =
        {FINDINGS_WARNING, false,
         {"väntade ett slutdatum på eller efter startdatumet",
          "expected an end date on or after the begin date"},
         ROW_SKIPPED},
    [FINDING_ORG_TYPE_UNUSED] =
        {FINDINGS_NOTE, true,
         {"enheter av den typen används inte, bara district (kommun), local (område) och school "
          "(skola)",
          "units of this type are not used, only district (municipality), local (area) and school"},
         ROW_SKIPPED},
    [FINDING_ORG_TYPE_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade district (kommun), local (område), school (skola) eller department",
          "expected district (municipality), local (area), school or department"},
         ROW_SKIPPED},
    [FINDING_ORG_NO_MUNICIPALITY] =
        {FINDINGS_ERROR, false,
         {"kommunen saknas, väntade precis en rad med type district",
          "the municipality is missing, expected exactly one row with type district"},
         SET_REFUSED},
    [FINDING_ORG_SEVERAL_MUNICIPALITIES] =
        {FINDINGS_ERROR, false,
         {"mer än en kommun (eller annan högsta enhet), väntade precis en rad med type district",
          "more than one municipality (or other top unit), expected exactly one row with type "
          "district"},
         SET_REFUSED},
    [FINDING_ORG_LOCAL_AS_MUNICIPALITY] =
        {FINDINGS_WARNING, false,
         {"uttaget har ingen rad med type district (kommun)",
          "the set has no row with type district (municipality)"},
         {"den enda högsta enheten av typen local lästes som kommunen",
          "the only top unit, of type local, was read as the municipality"}},
    [FINDING_ORG_OTHER_MUNICIPALITY] =
        {FINDINGS_ERROR, false,
         {"databasen hör till en annan kommun (%s)",
          "the database belongs to another municipality (%s)"},
         SET_REFUSED},
    [FINDING_ORG_PARENT_MISSING] =
        {FINDINGS_WARNING, false,
         {"enheten ovanför finns inte i uttaget", "the unit above is not in the set"},
         {"skolan eller området placerades direkt under kommunen",
          "the school or area was placed directly under the municipality"}},
    [FINDING_ORG_DEPARTMENT_LOOSE] =
        {FINDINGS_WARNING, false,
         {"avdelningen hör inte till någon skola i uttaget",
          "the department belongs to no school in the set"},
         {"klasser och personer som står på avdelningen har ingen skola",
          "classes and persons of the department have no school"}},
    [FINDING_ORG_CYCLE] =
        {FINDINGS_ERROR, false,
         {"enheten ligger ytterst under sig själv", "the unit is placed below itself in the end"},
         SET_REFUSED},
    [FINDING_ORG_NO_SCHOOL] =
        {FINDINGS_ERROR, false,
         {"uttaget har ingen skola, väntade minst en rad med type school",
          "the set has no school, expected at least one row with type school"},
         SET_REFUSED},
    [FINDING_CLASS_TYPE_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade homeroom (klass) eller scheduled (undervisningsgrupp)",
          "expected homeroom (class) or scheduled (teaching group)"},
         ROW_SKIPPED},
    [FINDING_CLASS_ORG_MISSING] =
        {FINDINGS_WARNING, false,
         {"skolan finns inte i orgs.csv", "the school is not in orgs.csv"},
         ROW_SKIPPED},
    [FINDING_CLASS_ORG_NOT_SCHOOL] =
        {FINDINGS_WARNING, false,
         {"väntade en skola, enheten är av annan typ och ligger inte under någon skola i uttaget",
          "expected a school, the unit is of another type and not below any school in the set"},
         ROW_SKIPPED},
    [FINDING_CLASS_VIA_DEPARTMENT] =
        {FINDINGS_NOTE, false,
         {"enheten är en avdelning, väntade en skola",
          "the unit is a department, expected a school"},
         {"skolan som avdelningen hör till används", "the department's school is used"}},
    [FINDING_CLASS_COURSE_MISSING] =
        {FINDINGS_NOTE, false,
         {"kursen finns inte i courses.csv", "the course is not in courses.csv"},
         {"ämnet togs från klassens egna kolumner",
          "the subject was taken from the class's own columns"}},
    [FINDING_SUBJECT_EMPTY] =
        {FINDINGS_WARNING, false,
         {"undervisningsgruppen har inget ämne", "the teaching group has no subject"},
         {"gruppen hoppades över", "the group was skipped"}},
    [FINDING_SUBJECT_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade en ämneskod som MA, SVA, M2SPA eller GRGRMAT01",
          "expected a subject code like MA, SVA, M2SPA or GRGRMAT01"},
         {"gruppen hoppades över", "the group was skipped"}},
    [FINDING_SUBJECT_SEVERAL] =
        {FINDINGS_WARNING, true,
         {"väntade ett ämne, fann flera", "expected one subject, found several"},
         {"det första används", "the first is used"}},
    [FINDING_SUBJECT_MSP] =
        {FINDINGS_WARNING, true,
         {"koden skiljer inte mellan språkval (M2) och elevens val (M1), väntade en kort kod som "
          "M2SPA",
          "the code does not tell language choice (M2) from pupil's choice (M1), expected a short "
          "code like M2SPA"},
         {"ämnet lästes som språkval (M2)", "the subject was read as language choice (M2)"}},
    [FINDING_SUBJECT_LANGUAGE] =
        {FINDINGS_NOTE, true,
         {"språkkoden är okänd", "the language code is not known"},
         {"koden används som språkets namn", "the code is used as the language's name"}},
    [FINDING_MARKING_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade Ingen, Sekretessmarkering eller Skyddad folkbokföring",
          "expected Ingen, Sekretessmarkering or Skyddad folkbokföring"},
         {"personen skyddas som vid Sekretessmarkering",
          "the person is protected as for Sekretessmarkering"}},
    [FINDING_ROLE_EMPTY] =
        {FINDINGS_WARNING, false,
         {"personen har ingen roll", "the person has no role"},
         {"personen lästes inte in", "the person was not read in"}},
    [FINDING_ROLE_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade student, teacher, principal, administrator eller någon annan roll i OneRoster",
          "expected student, teacher, principal, administrator or another role of OneRoster"},
         ROW_SKIPPED},
    [FINDING_ROLE_USER_MISSING] =
        {FINDINGS_WARNING, false,
         {"personen finns inte i users.csv", "the person is not in users.csv"},
         ROW_SKIPPED},
    [FINDING_ROLE_ORG_MISSING] =
        {FINDINGS_WARNING, false,
         {"enheten finns inte i orgs.csv", "the unit is not in orgs.csv"},
         {"rollen där lästes inte in", "the role there was not read in"}},
    [FINDING_ROLE_ORG_KIND] =
        {FINDINGS_WARNING, true,
         {"rollen hör inte till en enhet av det slaget (%s)",
          "the role does not belong to a unit of this kind (%s)"},
         {"personen fick inget uppdrag av raden", "the person got no duty from the row"}},
    [FINDING_ROLE_SITE_ADMIN] =
        {FINDINGS_WARNING, true,
         {"en administratör på en skola får inte se resultat; är personen rektor ska rollen vara "
          "principal",
          "an administrator at a school may not see results; a head teacher's role is principal"},
         {"personen fick inget uppdrag av raden", "the person got no duty from the row"}},
    [FINDING_ROLE_ADMIN_AS_PRINCIPAL] =
        {FINDINGS_NOTE, true,
         {"i OneRoster 1.1 är administrator på en skola dess rektor",
          "in OneRoster 1.1 an administrator at a school is its principal"},
         {"personen fick uppdraget rektor, kontrollera att det stämmer",
          "the person got the duty of principal, check that it is right"}},
    [FINDING_GRADE_EMPTY] =
        {FINDINGS_WARNING, false,
         {"eleven har ingen årskurs", "the pupil has no year group"},
         {"eleven lästes inte in", "the pupil was not read in"}},
    [FINDING_GRADE_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade en årskurs från F (förskoleklass) till 10",
          "expected a year group from F (preschool class) to 10"},
         {"eleven lästes inte in", "the pupil was not read in"}},
    [FINDING_GRADE_FROM_CLASS] =
        {FINDINGS_NOTE, false,
         {"eleven har ingen årskurs, klassen har en",
          "the pupil has no year group, the class has one"},
         {"klassens årskurs används", "the class's year group is used"}},
    [FINDING_PRESCHOOL_CHILD] =
        {FINDINGS_NOTE, true,
         {"barnet går i förskola, under förskoleklass", "the child is in preschool"},
         {"barnet lästes inte in; en enhet med bara sådana barn är en förskola",
          "the child was not read in; a unit with such children alone is a preschool"}},
    [FINDING_PUPIL_NO_SCHOOL] =
        {FINDINGS_WARNING, false,
         {"eleven hör inte till någon skola i uttaget",
          "the pupil belongs to no school in the set"},
         {"eleven lästes inte in", "the pupil was not read in"}},
    [FINDING_PUPIL_SCHOOL_FROM_CLASS] =
        {FINDINGS_NOTE, false,
         {"eleven har ingen egen skola i uttaget, men klassen har det",
          "the pupil has no school of its own in the set, but the class has"},
         {"klassens skola används", "the class's school is used"}},
    [FINDING_LOGIN_EMPTY] =
        {FINDINGS_NOTE, false,
         {"en medarbetare har inget användarnamn", "a member of staff has no user name"},
         {"personen lästes in men kan inte logga in", "the person was read in but cannot log in"}},
    [FINDING_LOGIN_INVALID] =
        {FINDINGS_WARNING, false,
         {"en medarbetares användarnamn har tecken som inte kan finnas där, eller är för långt",
          "the user name of a member of staff has impossible characters, or is too long"},
         {"personen lästes in men kan inte logga in", "the person was read in but cannot log in"}},
    [FINDING_LOGIN_SHARED] =
        {FINDINGS_WARNING, false,
         {"flera medarbetare har samma användarnamn", "several members of staff share a user name"},
         {"de lästes in men kan inte logga in förrän det är rättat",
          "they were read in but cannot log in until it is corrected"}},
    [FINDING_LOGIN_TAKEN] =
        {FINDINGS_WARNING, false,
         {"användarnamnet hör till en person som lagts upp för hand",
          "the user name belongs to a person who was added by hand"},
         {"personen lästes in men kan inte logga in", "the person was read in but cannot log in"}},
    [FINDING_ENROL_CLASS_MISSING] =
        {FINDINGS_WARNING, false,
         {"klassen finns inte i classes.csv", "the class is not in classes.csv"},
         ROW_SKIPPED},
    [FINDING_ENROL_CLASS_UNUSED] =
        {FINDINGS_NOTE, false,
         {"klassen är avslutad eller lästes inte in", "the class has ended or was not read in"},
         ROW_SKIPPED},
    [FINDING_ENROL_USER_MISSING] =
        {FINDINGS_WARNING, false,
         {"personen finns inte i users.csv", "the person is not in users.csv"},
         ROW_SKIPPED},
    [FINDING_ENROL_USER_UNUSED] =
        {FINDINGS_NOTE, false,
         {"personen är avslutad eller lästes inte in", "the person has ended or was not read in"},
         ROW_SKIPPED},
    [FINDING_ENROL_ROLE_UNUSED] =
        {FINDINGS_NOTE, true,
         {"väntade student eller teacher", "expected student or teacher"},
         ROW_SKIPPED},
    [FINDING_ENROL_NOT_PUPIL] =
        {FINDINGS_WARNING, false,
         {"raden säger elev i klassen, men personen är inte elev",
          "the row says pupil in the class, but the person is no pupil"},
         ROW_SKIPPED},
    [FINDING_ENROL_NOT_STAFF] =
        {FINDINGS_WARNING, false,
         {"raden säger lärare i klassen, men personen är inte medarbetare",
          "the row says teacher of the class, but the person is no member of staff"},
         ROW_SKIPPED},
    [FINDING_SEX_USER_MISSING] =
        {FINDINGS_NOTE, false,
         {"personen finns inte i users.csv", "the person is not in users.csv"},
         ROW_SKIPPED},
    [FINDING_SEX_UNKNOWN] =
        {FINDINGS_NOTE, true,
         {"väntade female eller male", "expected female or male"},
         {"könet lästes som okänt", "the gender was read as unknown"}},
    [FINDING_NO_PUPILS] =
        {FINDINGS_ERROR, false,
         {"uttaget har ingen elev som kan läsas in", "the set has no pupil that can be read in"},
         SET_REFUSED},
    [FINDING_TOO_MANY_END] =
        {FINDINGS_ERROR, false,
         {"så många elever saknas i uttaget: %s", "so many pupils are gone from the set: %s"},
         {"ingenting lästes in; är det riktigt, till exempel vid ett nytt läsår, läs in igen med "
          "--allow-ending och en högre gräns",
          "nothing was read in; if it is right, for example when a school year begins, read it in "
          "again with --allow-ending and a higher limit"}},
    [FINDING_DATE_EARLIER] =
        {FINDINGS_WARNING, false,
         {"ett uttag har redan lästs in för en senare dag (%s)",
          "a set has already been read in for a later day (%s)"},
         {"uttaget lästes in, kontrollera att det är det senaste",
          "the set was read in, check that it is the latest"}},
    [FINDING_READER_GAINS] =
        {FINDINGS_ERROR, false,
         {"den som läser in en fil får inga nya uppdrag och inget annat användarnamn av den",
          "whoever reads in a file gets no new duties and no other user name by it"},
         {"ingenting lästes in; be en annan administratör läsa in filen, eller läs in den med malkollctl",
          "nothing was read in; ask another administrator to read the file in, or use malkollctl"}},
    [FINDING_ASSESS_ROUND_PLANNED] =
        {FINDINGS_ERROR, false,
         {"omgången är inte öppnad än", "the round has not been opened yet"},
         SET_REFUSED},
    [FINDING_ASSESS_ROUND_CLOSED] =
        {FINDINGS_ERROR, false,
         {"omgången är stängd", "the round is closed"},
         SET_REFUSED},
    [FINDING_ASSESS_PUPIL_MISSING] =
        {FINDINGS_WARNING, false,
         {"eleven är inte med i omgången", "the pupil is not in the round"},
         ROW_SKIPPED},
    [FINDING_ASSESS_SUBJECT_UNKNOWN] =
        {FINDINGS_WARNING, true,
         {"väntade en ämneskod som MA eller M2SPA", "expected a subject code like MA or M2SPA"},
         ROW_SKIPPED},
    [FINDING_ASSESS_NOT_EXPECTED] =
        {FINDINGS_WARNING, true,
         {"eleven läser inte ämnet i omgången", "the pupil does not read the subject in the round"},
         ROW_SKIPPED},
    [FINDING_ASSESS_UNGRADED] =
        {FINDINGS_WARNING, false,
         {"omgången väntar inget betyg där: eleven läser inte ämnet, eller reglerna under Skalor "
          "säger att betyg inte sätts i årskursen eller skolformen",
          "the round expects no grade there: the pupil does not read the subject, or the rules under "
          "Scales say that no grades are set in the year group or type of school"},
         ROW_SKIPPED},
    [FINDING_ASSESS_LEFT] =
        {FINDINGS_WARNING, false,
         {"eleven har lämnat gruppen eller skolan", "the pupil has left the group or the school"},
         ROW_SKIPPED},
    [FINDING_ASSESS_LEVEL] =
        {FINDINGS_WARNING, true,
         {"väntade %s eller -", "expected %s or -"},
         ROW_SKIPPED},
    [FINDING_ASSESS_BY_MISSING] =
        {FINDINGS_NOTE, false,
         {"läraren finns inte i databasen", "the teacher is not in the database"},
         {"bedömningen lästes in utan lärare", "the assessment was read in without a teacher"}},
    [FINDING_ASSESS_TWICE] =
        {FINDINGS_WARNING, false,
         {"eleven har redan en rad i ämnet med en annan nivå",
          "the pupil has a row in the subject with another level already"},
         ROW_SKIPPED},
    [FINDING_ASSESS_NO_GRADES] =
        {FINDINGS_ERROR, false,
         {"omgången är inte för betyg", "the round is not one of grades"},
         SET_REFUSED},
    [FINDING_NATIONAL_LAYOUT] =
        {FINDINGS_ERROR, false,
         {"filen är inte någon av de tabeller från Skolverket som kan läsas; väntade en rad med "
          "kolumnen ”Typ av huvudman” och någon av kolumnerna %s",
          "the file is none of the agency's tables that can be read; expected a row with the column "
          "“Typ av huvudman” and one of the columns %s"},
         SET_REFUSED},
    [FINDING_NATIONAL_COLUMN] =
        {FINDINGS_ERROR, true,
         {"kolumnen finns inte i den tabell som filen ser ut att vara",
          "the table that the file seems to be has no such column"},
         SET_REFUSED},
    [FINDING_NATIONAL_GENDERS] =
        {FINDINGS_ERROR, false,
         {"väntade Flickor, Pojkar eller Samtliga i raden ovanför rubriken",
          "expected Flickor, Pojkar or Samtliga in the row above the heading"},
         SET_REFUSED},
    [FINDING_NATIONAL_YEAR] =
        {FINDINGS_ERROR, false,
         {"väntade en rad som ”Valt läsår: 2024/25” ovanför tabellen",
          "expected a line such as “Valt läsår: 2024/25” above the table"},
         SET_REFUSED},
    [FINDING_NATIONAL_EMPTY] =
        {FINDINGS_ERROR, false,
         {"tabellen har inga rader som kan läsas", "the table has no rows that can be read"},
         SET_REFUSED},
    [FINDING_NATIONAL_ROW] =
        {FINDINGS_WARNING, false,
         {"väntade en rad med lika många fält som rubriken och med koder för län och kommun",
          "expected a row with as many fields as the heading, and codes of county and municipality"},
         ROW_SKIPPED},
    [FINDING_NATIONAL_GENDER] =
        {FINDINGS_WARNING, true,
         {"väntade Flickor, Pojkar eller Samtliga", "expected Flickor, Pojkar or Samtliga"},
         ROW_SKIPPED},
    [FINDING_NATIONAL_PROVIDER] =
        {FINDINGS_WARNING, true,
         {"väntade Samtliga, Kommunal, Enskild, Statlig eller Internationella skolor",
          "expected Samtliga, Kommunal, Enskild, Statlig or Internationella skolor"},
         ROW_SKIPPED},
    [FINDING_NATIONAL_SUBJECT] =
        {FINDINGS_NOTE, true,
         {"ämnet finns inte i Målkoll", "Målkoll has no such subject"},
         ROW_SKIPPED},
    [FINDING_NATIONAL_VALUE] =
        {FINDINGS_WARNING, false,
         {"väntade ett tal som 83,8 eller 1 902, eller .. . ~100",
          "expected a number like 83,8 or 1 902, or .. . ~100"},
         {"uppgiften hoppades över", "the figure was skipped"}},
    [FINDING_NATIONAL_TWICE] =
        {FINDINGS_WARNING, false,
         {"uppgiften har redan en rad", "the figure has a row already"},
         {"den första raden gäller", "the first row holds"}},
};
