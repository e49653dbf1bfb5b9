// SPDX-License-Identifier: MIT
#include "db/schema.h"

#include "core/base/attr.h"
#include "db/migrate.h"

/*
 * The schema's history.  A step that has landed is never edited; a new one is
 * added behind it.  Dates are days since 1970-01-01 (date(x * 86400,
 * 'unixepoch')), months year * 12 + month - 1, times minutes since midnight,
 * moments milliseconds since 1970 UTC.  Identifiers are quoted where a field's
 * name is a word of SQL.
 */

/* --- step 1: the mechanisms and the first kinds --- */

static const char step_1[] =
    /* What stands under every kind (core/commit.c). */
    "CREATE TABLE record ("
    " id INTEGER PRIMARY KEY," /* milliseconds and 20 random bits, made at opening */
    " kind TEXT NOT NULL,"     /* name of the .def */
    " owner INTEGER,"          /* the record it was typed in; an act's subject */
    " pupil INTEGER,"          /* first pupil */
    " day INTEGER NOT NULL,"
    " state INTEGER NOT NULL," /* 0 unfinished, 1 stored, 2 struck */
    " version INTEGER NOT NULL,"
    " typed_at INTEGER NOT NULL,"
    " generation INTEGER NOT NULL," /* of the register, at the last write */
    " next_row INTEGER NOT NULL,"   /* a part row's number is never used twice */
    " mac BLOB NOT NULL);"          /* over this line and the pack */
    "CREATE INDEX record_kind ON record(kind, day);"
    "CREATE INDEX record_owner ON record(owner, kind) WHERE owner IS NOT NULL;"
    "CREATE INDEX record_unfinished ON record(typed_at) WHERE state = 0;"
    "CREATE INDEX record_typed ON record(typed_at);"
    /* All pupils of a record, derived from its pack. */
    "CREATE TABLE record_pupil ("
    " pupil INTEGER NOT NULL,"
    " day INTEGER NOT NULL,"
    " record INTEGER NOT NULL,"
    " PRIMARY KEY (pupil, day, record)) WITHOUT ROWID;"
    "CREATE INDEX record_pupil_record ON record_pupil(record);"
    /* What is not a value of a field's type. */
    "CREATE TABLE field_mark ("
    " record INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"  /* 0 the record's own fields */
    " field TEXT NOT NULL,"   /* '' the record itself */
    " missing INTEGER,"       /* 90 not asked, 91 would not say, 92 not clear */
    " typed TEXT,"            /* as typed, where it does not parse */
    " parked TEXT,"           /* put aside by shown_if */
    " note TEXT,"
    " PRIMARY KEY (record, row, field)) WITHOUT ROWID;"
    /* Superseded versions: the line as it was, its MAC, its pack. */
    "CREATE TABLE history ("
    " record INTEGER NOT NULL,"
    " version INTEGER NOT NULL,"
    " line BLOB NOT NULL,"
    " pack BLOB NOT NULL,"
    " mac BLOB NOT NULL,"
    " PRIMARY KEY (record, version)) WITHOUT ROWID;"
    /* The trail: appended to, never changed; no clinical text in it. */
    "CREATE TABLE audit ("
    " seq INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " actor TEXT NOT NULL,"
    " action TEXT NOT NULL,"
    " kind TEXT,"
    " object INTEGER,"
    " pupil INTEGER,"
    " detail TEXT,"
    " mac BLOB NOT NULL);" /* over the row and the MAC before it */
    "CREATE INDEX audit_pupil ON audit(pupil) WHERE pupil IS NOT NULL;"
    "CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit'); END;"
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit'); END;"
    /* One row that moves with every commit. */
    "CREATE TABLE root ("
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " generation INTEGER NOT NULL,"
    " records INTEGER NOT NULL," /* rows that carry a MAC in the sum */
    " newest INTEGER NOT NULL,"  /* newest moment seen */
    " audit_seq INTEGER NOT NULL,"
    " audit_head BLOB NOT NULL,"
    " sum BLOB NOT NULL,"   /* of all MACs, mod 2^256 */
    " noted INTEGER NOT NULL," /* generation the side file was told at the last close */
    " counters TEXT NOT NULL," /* numbers given: kind and year=last, ... */
    " mac BLOB NOT NULL);"
    /* Text being typed: texts as typed, folded from patches. */
    "CREATE TABLE draft ("
    " id INTEGER PRIMARY KEY," /* the record being typed */
    " kind TEXT NOT NULL,"
    " base INTEGER NOT NULL," /* version the typing began from */
    " pupil INTEGER,"
    " at INTEGER NOT NULL,"
    " pack BLOB NOT NULL,"
    " mac BLOB NOT NULL);"
    "CREATE TABLE patch ("
    " draft INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " at INTEGER NOT NULL,"
    " pack BLOB NOT NULL," /* field, offset, bytes deleted, text inserted */
    " mac BLOB NOT NULL,"
    " PRIMARY KEY (draft, seq)) WITHOUT ROWID;"
    "CREATE TABLE place ("
    " id INTEGER PRIMARY KEY CHECK (id = 1),"
    " at INTEGER NOT NULL,"
    " pack BLOB NOT NULL," /* screens, record, field, cursor, filter */
    " mac BLOB NOT NULL);"
    /* Acts: every state of everything. */
    "CREATE TABLE \"act\" ("
    " id INTEGER PRIMARY KEY,"
    " \"subject\" INTEGER,"                 /* About */
    " \"machine\" TEXT,"                    /* Machine */
    " \"move\" TEXT,"                       /* Move */
    " \"from_state\" TEXT,"                 /* From */
    " \"to_state\" TEXT,"                   /* To */
    " \"day\" INTEGER,"                     /* Day */
    " \"at\" INTEGER,"                      /* Time */
    " \"by_staff\" INTEGER,"                /* By */
    " \"whom\" TEXT,"                       /* Whom */
    " \"how\" TEXT,"                        /* How */
    " \"paper\" TEXT,"                      /* Paper */
    " \"reason\" TEXT,"                     /* Reason */
    " \"evidence\" INTEGER,"                /* Evidence */
    " \"due\" INTEGER,"                     /* Look again on */
    " \"corrects\" INTEGER,"                /* Corrects */
    " \"next\" INTEGER);"                   /* Followed by */
    /* Somebody who must not be told about a pupil. */
    "CREATE TABLE \"blocked\" ("
    " id INTEGER PRIMARY KEY,"
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"person\" TEXT,"                     /* Who */
    " \"reason\" TEXT);"                    /* Reason */
    /* Classes: the grade is computed. */
    "CREATE TABLE \"class\" ("
    " id INTEGER PRIMARY KEY,"
    " \"stage\" TEXT,"                      /* Stage */
    " \"entry\" INTEGER,"                   /* Year of entry */
    " \"number\" INTEGER);"                 /* Class number */
    /* What an import wrote. */
    "CREATE TABLE \"import\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Day */
    " \"what\" TEXT,"                       /* Table */
    " \"file\" TEXT,"                       /* File */
    " \"digest\" TEXT,"                     /* Digest */
    " \"rows_read\" INTEGER,"               /* Rows */
    " \"taken_back\" INTEGER);"             /* Taken back */
    "CREATE TABLE \"import_row\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"record\" INTEGER,"                  /* Record */
    " \"version\" INTEGER,"                 /* Version */
    " \"fresh\" INTEGER,"                   /* New */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    /* Posts; who holds them is an act. */
    "CREATE TABLE \"post\" ("
    " id INTEGER PRIMARY KEY,"
    " \"title\" TEXT,"                      /* Post */
    " \"scope\" TEXT,"                      /* Holds for */
    " \"class_\" INTEGER,"                  /* Class */
    " \"stage\" TEXT,"                      /* Stage */
    " \"entry\" INTEGER,"                   /* Year of entry */
    " \"leading\" INTEGER);"                /* In the leading group */
    /* Pupils, B1. */
    "CREATE TABLE \"pupil\" ("
    " id INTEGER PRIMARY KEY,"
    " \"name\" TEXT,"                       /* Name */
    " \"former_name\" TEXT,"                /* Former name */
    " \"pinyin\" TEXT,"                     /* Pinyin */
    " \"export_name\" TEXT,"                /* Name for GBK files */
    " \"sex\" TEXT,"                        /* Sex */
    " \"born\" INTEGER,"                    /* Date of birth */
    " \"nation\" TEXT,"                     /* Nationality */
    " \"polit\" TEXT,"                      /* Political status */
    " \"student_no\" TEXT,"                 /* Student number */
    " \"seat\" TEXT,"                       /* Seat number */
    " \"id_type\" TEXT,"                    /* Identity paper */
    " \"id_no\" TEXT,"                      /* Identity number */
    " \"boarding\" TEXT,"                   /* Day or boarding */
    " \"dorm\" TEXT,"                       /* Dormitory, bed */
    " \"entered\" INTEGER,"                 /* Entered */
    " \"phone\" TEXT,"                      /* Telephone */
    " \"focus\" TEXT,"                      /* Kept an eye on for */
    " \"school_life\" TEXT,"                /* Life at school */
    " \"family\" TEXT,"                     /* Family */
    " \"family_category\" TEXT,"            /* Circumstances */
    " \"left_roster\" TEXT,"                /* Left behind (roster) */
    " \"left_civil\" TEXT,"                 /* Left behind (civil) */
    " \"only_child\" INTEGER,"              /* Only child */
    " \"orphan\" INTEGER,"                  /* Orphan */
    " \"migrant\" INTEGER,"                 /* Migrant workers' child */
    " \"martyr\" INTEGER,"                  /* Martyr's or veteran's child */
    " \"aid\" INTEGER,"                     /* On assistance */
    " \"hukou\" TEXT,"                      /* Household register */
    " \"address\" TEXT,"                    /* Address */
    " \"parenting\" TEXT,"                  /* Upbringing */
    " \"health\" TEXT,"                     /* Health */
    " \"disability\" TEXT,"                 /* Disability */
    " \"inclusion\" TEXT,"                  /* Regular class */
    " \"illness\" TEXT,"                    /* Illnesses */
    " \"selfharm\" TEXT,"                   /* Self-harm before */
    " \"selfharm_words\" TEXT,"             /* What and when */
    " \"family_illness\" TEXT,"             /* Illness in the family */
    " \"strengths\" TEXT,"                  /* Strengths */
    " \"traits\" TEXT,"                     /* Character */
    " \"hobbies\" TEXT,"                    /* Interests */
    " \"avoid\" TEXT);"                     /* Do not mention */
    "CREATE TABLE \"pupil_guardian\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"name\" TEXT,"                       /* Name */
    " \"kin\" TEXT,"                        /* Relation */
    " \"phone\" TEXT,"                      /* Telephone */
    " \"reach\" TEXT,"                      /* When to ring */
    " \"work\" TEXT,"                       /* Work, where */
    " \"is_first\" INTEGER,"                /* First guardian */
    " \"lives_with\" INTEGER,"              /* Lives with the pupil */
    " \"remark\" TEXT,"                     /* Remark */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE TABLE \"pupil_treatment\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"day\" INTEGER,"                     /* Day */
    " \"org\" TEXT,"                        /* Hospital */
    " \"words\" TEXT,"                      /* The hospital's words */
    " \"said_by\" TEXT,"                    /* Said by */
    " \"spoken\" TEXT,"                     /* Spoken or written */
    " \"patient\" TEXT,"                    /* In or out */
    " \"medicine\" TEXT,"                   /* Medicine, how regular */
    " \"next_visit\" INTEGER,"              /* Next visit */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE TABLE \"pupil_event\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"day\" INTEGER,"                     /* Day */
    " \"type\" TEXT,"                       /* Event */
    " \"words\" TEXT,"                      /* In short */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE TABLE \"pupil_number\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"number\" TEXT,"                     /* Number */
    " \"until\" INTEGER,"                   /* Until */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    /* The school: one row. */
    "CREATE TABLE \"school\" ("
    " id INTEGER PRIMARY KEY,"
    " \"name\" TEXT,"                       /* Full name */
    " \"short_name\" TEXT,"                 /* Short name */
    " \"stages\" TEXT,"                     /* Stages */
    " \"years_primary\" INTEGER,"           /* Years of primary school */
    " \"years_junior\" INTEGER,"            /* Years of junior school */
    " \"years_senior\" INTEGER);"           /* Years of senior school */
    /* Settings with the day they hold from. */
    "CREATE TABLE \"setting\" ("
    " id INTEGER PRIMARY KEY,"
    " \"key\" TEXT,"                        /* Setting */
    " \"value\" TEXT,"                      /* Value */
    " \"since\" INTEGER);"                  /* Valid from */
    /* Everybody of the school named in a record. */
    "CREATE TABLE \"staff\" ("
    " id INTEGER PRIMARY KEY,"
    " \"name\" TEXT,"                       /* Name */
    " \"pinyin\" TEXT,"                     /* Pinyin */
    " \"role\" TEXT,"                       /* Work */
    " \"subject\" TEXT,"                    /* Subject */
    " \"phone\" TEXT,"                      /* Telephone */
    " \"short_phone\" TEXT,"                /* Short number */
    " \"left_on\" INTEGER);"                /* Left the school */
    /* Talks, B4. */
    "CREATE TABLE \"talk\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"began\" INTEGER,"                   /* From */
    " \"ended\" INTEGER,"                   /* To */
    " \"talker\" INTEGER,"                  /* Talked by */
    " \"others\" TEXT,"                     /* Also there */
    " \"place\" TEXT,"                      /* Place */
    " \"mode\" TEXT,"                       /* How */
    " \"type\" TEXT,"                       /* Kind */
    " \"source\" TEXT,"                     /* Came about */
    " \"reason\" TEXT,"                     /* Reason */
    " \"said\" TEXT,"                       /* Pupil said */
    " \"told\" TEXT,"                       /* Teacher said */
    " \"seen\" TEXT,"                       /* Seen */
    " \"agreed\" TEXT,"                     /* Agreed */
    " \"next_day\" INTEGER,"                /* Next time */
    " \"next_steps\" TEXT,"                 /* Next steps */
    " \"number\" TEXT);"                    /* Number */
    "CREATE TABLE \"talk_pupil\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"line\" TEXT,"                       /* For this pupil alone */
    " \"note\" TEXT,"                       /* Working notes */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    /* Terms. */
    "CREATE TABLE \"term\" ("
    " id INTEGER PRIMARY KEY,"
    " \"year\" INTEGER,"                    /* School year */
    " \"season\" TEXT,"                     /* Term */
    " \"began\" INTEGER,"                   /* First day */
    " \"lessons_end\" INTEGER);"            /* Last day of lessons */
    "CREATE TABLE \"term_holiday\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"name\" TEXT,"                       /* Holiday */
    " \"began\" INTEGER,"                   /* From */
    " \"ended\" INTEGER,"                   /* To */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE INDEX act_open ON act(machine, to_state, due) WHERE next IS NULL;"
    "CREATE INDEX act_subject ON act(subject, machine, day);"
    "CREATE INDEX blocked_pupil ON blocked(pupil);"
    "CREATE INDEX talk_next ON talk(next_day) WHERE next_day IS NOT NULL;";

/* --- step 2: a pupil's records by kind, without a page of `record` for each --- */

static const char step_2[] =
    "CREATE TABLE record_pupil_2 ("
    " pupil INTEGER NOT NULL,"
    " day INTEGER NOT NULL,"
    " record INTEGER NOT NULL,"
    " kind TEXT NOT NULL,"
    " state INTEGER NOT NULL,"
    " PRIMARY KEY (pupil, day, record)) WITHOUT ROWID;"
    "INSERT INTO record_pupil_2"
    " SELECT p.pupil, p.day, p.record, r.kind, r.state"
    " FROM record_pupil p JOIN record r ON r.id = p.record ORDER BY p.pupil, p.day, p.record;"
    "DROP TABLE record_pupil;"
    "ALTER TABLE record_pupil_2 RENAME TO record_pupil;"
    "CREATE INDEX record_pupil_record ON record_pupil(record);";

/* --- step 3: counselling sessions, B3 --- */

static const char step_3[] =
    "CREATE TABLE \"session\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"began\" INTEGER,"                   /* Time */
    " \"ended\" INTEGER,"                   /* To */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"counsellor\" INTEGER,"              /* Counsellor */
    " \"place\" TEXT,"                      /* Talk place */
    " \"mode\" TEXT,"                       /* How */
    " \"form\" TEXT,"                       /* Form */
    " \"source\" TEXT,"                     /* Came about */
    " \"problem\" TEXT,"                    /* Problems */
    " \"state_now\" TEXT,"                  /* State now */
    " \"complaint\" TEXT,"                  /* Main problem */
    " \"appraisal\" TEXT,"                  /* Appraisal */
    " \"severity\" TEXT,"                   /* How serious */
    " \"risk\" TEXT,"                       /* Risk asked */
    " \"analysis\" TEXT,"                   /* Analysis */
    " \"measures\" TEXT,"                   /* Measures */
    " \"technique\" TEXT,"                  /* Methods */
    " \"agreed\" TEXT,"                     /* Agreed */
    " \"effect\" TEXT,"                     /* Effect */
    " \"effect_words\" TEXT,"               /* Effect in words */
    " \"next_day\" INTEGER,"                /* Next time */
    " \"next_steps\" TEXT,"                 /* Next steps */
    " \"secrecy\" INTEGER,"                 /* Secrecy explained */
    " \"note\" TEXT,"                       /* Working notes */
    " \"number\" TEXT);"                    /* Number */
    "CREATE INDEX session_next ON session(next_day) WHERE next_day IS NOT NULL;";

/* --- step 4: the daily kinds: clues, liaison, appointments and callers, told, promised --- */

static const char step_4[] =
    /* Signs and what was decided about them. */
    "CREATE TABLE \"clue\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"since\" INTEGER,"                   /* Since when */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"who\" TEXT,"                        /* Not known yet */
    " \"words\" TEXT,"                      /* What was seen */
    " \"found\" TEXT,"                      /* How found */
    " \"obtained\" TEXT,"                   /* How we know */
    " \"teller\" TEXT,"                     /* Who said it */
    " \"place\" TEXT,"                      /* Where */
    " \"number\" TEXT);"                    /* Number */
    /* B19: with parents, teachers, leaders. */
    "CREATE TABLE \"liaison\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"began\" INTEGER,"                   /* Time */
    " \"ended\" INTEGER,"                   /* To */
    " \"side\" TEXT,"                       /* With whom */
    " \"pupil\" INTEGER,"                   /* About pupil */
    " \"person\" TEXT,"                     /* Person */
    " \"mode\" TEXT,"                       /* How */
    " \"reached\" TEXT,"                    /* Reached */
    " \"by\" INTEGER,"                      /* By */
    " \"reason\" TEXT,"                     /* Reason */
    " \"told\" TEXT,"                       /* What was told */
    " \"words\" TEXT,"                      /* What was said */
    " \"attitude\" TEXT,"                   /* Attitude */
    " \"attitude_words\" TEXT,"             /* In words */
    " \"result\" TEXT,"                     /* Outcome */
    " \"remark\" TEXT,"                     /* Leader's remark */
    " \"then\" TEXT,"                       /* What follows */
    " \"next_day\" INTEGER,"                /* Again on */
    " \"number\" TEXT);"                    /* Number */
    /* B2: who comes when. */
    "CREATE TABLE \"appointment\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"lesson\" INTEGER,"                  /* Lesson */
    " \"at\" INTEGER,"                      /* Time */
    " \"who\" TEXT,"                        /* Who comes */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"name\" TEXT,"                       /* Name or alias */
    " \"matter\" TEXT,"                     /* What about */
    " \"mode\" TEXT,"                       /* How booked */
    " \"staff\" INTEGER,"                   /* With */
    " \"settled\" TEXT,"                    /* Settled */
    " \"number\" TEXT);"                    /* Number */
    /* B2: who came. */
    "CREATE TABLE \"caller\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"began\" INTEGER,"                   /* Time */
    " \"ended\" INTEGER,"                   /* To */
    " \"who\" TEXT,"                        /* Who came */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"name\" TEXT,"                       /* Name or alias */
    " \"group\" TEXT,"                      /* Class, relation */
    " \"mode\" TEXT,"                       /* How */
    " \"source\" TEXT,"                     /* Came about */
    " \"problem\" TEXT,"                    /* Problems */
    " \"again\" TEXT,"                      /* First or again */
    " \"staff\" INTEGER,"                   /* Received by */
    " \"remark\" TEXT,"                     /* Remark */
    " \"number\" TEXT);"                    /* Number */
    /* B22: who was told about a pupil. */
    "CREATE TABLE \"told\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"at\" INTEGER,"                      /* Time */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"whom\" TEXT,"                       /* Whom */
    " \"how\" TEXT,"                        /* How */
    " \"by\" INTEGER,"                      /* By */
    " \"what\" TEXT,"                       /* What was told */
    " \"paper\" TEXT,"                      /* Paper */
    " \"asked\" TEXT);"                     /* Pupil asked first */
    /* What was promised, by when. */
    "CREATE TABLE \"promise\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Promised on */
    " \"due\" INTEGER,"                     /* By */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"whom\" TEXT,"                       /* To whom */
    " \"words\" TEXT);"                     /* What */
    "CREATE INDEX liaison_next ON liaison(next_day) WHERE next_day IS NOT NULL;"
    "CREATE INDEX liaison_person ON liaison(person, day) WHERE person IS NOT NULL;"
    /* The risk is asked after a talk, too. */
    "ALTER TABLE talk ADD COLUMN \"risk\" TEXT;";

/* --- step 5: what is printed or waits for it --- */

static const char step_5[] =
    "CREATE TABLE \"print_job\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"title\" TEXT,"                      /* Title */
    " \"profile\" TEXT,"                    /* For whom */
    " \"situation\" TEXT,"                  /* Situation */
    " \"watch\" TEXT,"                      /* Please watch */
    " \"help\" TEXT,"                       /* Please help */
    " \"form\" TEXT,"                       /* Form */
    " \"about\" INTEGER,"                   /* Record */
    " \"recipient\" TEXT,"                  /* Given to */
    " \"sheet\" TEXT,"                      /* Sheet */
    " \"watermark\" INTEGER,"               /* Watermark */
    " \"covered\" TEXT,"                    /* Covered names */
    " \"replaced\" TEXT,"                   /* Characters described */
    " \"serial\" TEXT);";                   /* Serial */

/* --- step 6: class sweeps and what is handed in --- */

static const char step_6[] =
    "CREATE TABLE \"sweep\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"class_\" INTEGER,"                  /* Class */
    " \"focus\" TEXT,"                      /* Categories */
    " \"found\" TEXT,"                      /* How found */
    " \"obtained\" TEXT,"                   /* How we know */
    " \"seen\" TEXT,"                       /* What was seen */
    " \"opinion\" TEXT,"                    /* First opinion */
    " \"measures\" TEXT,"                   /* Done so far */
    " \"parents\" TEXT,"                    /* Parents told */
    " \"responsible\" INTEGER,"             /* Responsible */
    " \"remark\" TEXT,"                     /* Remark */
    " \"number\" TEXT);"                    /* Number */
    "CREATE TABLE \"handin\" ("
    " id INTEGER PRIMARY KEY,"
    " \"form\" TEXT,"                       /* Form */
    " \"class_\" INTEGER,"                  /* Class */
    " \"day\" INTEGER,"                     /* Date on the paper */
    " \"signed_by\" INTEGER,"               /* Signed by */
    " \"content\" TEXT,"                    /* What it says */
    " \"remark\" TEXT);"                    /* Remark */
    "CREATE TABLE \"handin_unseen\" ("
    " owner INTEGER NOT NULL,"
    " row INTEGER NOT NULL,"
    " pos INTEGER NOT NULL,"
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"reason\" TEXT,"                     /* Why not */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE INDEX sweep_class ON sweep(class_, day);"
    "CREATE INDEX handin_class ON handin(class_, day);";

/* --- step 7: scales, reports, forms of the school's own --- */

static const char step_7[] =
    "CREATE TABLE \"installed\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Installed on */
    " \"what\" TEXT,"                       /* What it defines */
    " \"ident\" TEXT,"                      /* Its name */
    " \"version\" TEXT,"                    /* Its version */
    " \"over\" TEXT,"                       /* The program's version then */
    " \"text\" TEXT);";                     /* Definition */

static const char step_8[] =
    /* B7: screenings and their answer sheets. */
    "CREATE TABLE \"campaign\" ("
    " id INTEGER PRIMARY KEY,"
    " \"name\" TEXT,"                       /* Screening name */
    " \"counted\" INTEGER,"                 /* Counting day */
    " \"began\" INTEGER,"                   /* From */
    " \"ended\" INTEGER,"                   /* Until */
    " \"consent\" TEXT,"                    /* Guardians asked */
    " \"remark\" TEXT);"                    /* Remark */
    "CREATE TABLE \"campaign_scope\" ("
    " owner INTEGER NOT NULL, row INTEGER NOT NULL, pos INTEGER NOT NULL,"
    " \"what\" TEXT,"                       /* Grade, class or pupil */
    " \"grade\" INTEGER,"                   /* Grade */
    " \"class_\" INTEGER,"                  /* Class */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"side\" TEXT,"                       /* Takes part */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE TABLE \"campaign_scale\" ("
    " owner INTEGER NOT NULL, row INTEGER NOT NULL, pos INTEGER NOT NULL,"
    " \"ident\" TEXT,"                      /* Scale */
    " \"rule\" TEXT,"                       /* Waits for a talk */
    " \"stamp\" TEXT,"                      /* Version */
    " \"cuts\" TEXT,"                       /* Table */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE TABLE \"sheet\" ("
    " id INTEGER PRIMARY KEY,"
    " \"day\" INTEGER,"                     /* Date */
    " \"campaign\" INTEGER,"                /* Screening */
    " \"pupil\" INTEGER,"                   /* Pupil */
    " \"scale\" TEXT,"                      /* Scale */
    " \"stamp\" TEXT,"                      /* Version */
    " \"cuts\" TEXT,"                       /* Table */
    " \"part_in\" TEXT,"                    /* Taking part */
    " \"answers\" TEXT,"                    /* Answers */
    " \"keyed_by\" TEXT,"                   /* Keyed by */
    " \"again\" INTEGER,"                   /* Look again */
    " \"status\" TEXT,"                     /* Scored as */
    " \"flags\" TEXT);"                     /* Marks */
    "CREATE TABLE \"sheet_score\" ("
    " owner INTEGER NOT NULL, row INTEGER NOT NULL, pos INTEGER NOT NULL,"
    " \"ident\" TEXT,"                      /* Score id */
    " \"num\" INTEGER,"                     /* Numerator */
    " \"den\" INTEGER,"                     /* Denominator */
    " \"band\" TEXT,"                       /* Band */
    " \"high\" INTEGER,"                    /* High */
    " PRIMARY KEY (owner, row)) WITHOUT ROWID;"
    "CREATE INDEX sheet_campaign ON sheet(campaign, scale, pupil);";

const struct schema_step schema_steps[] = {
    {1, step_1},
    {2, step_2},
    {3, step_3},
    {4, step_4},
    {5, step_5},
    {6, step_6},
    {7, step_7},
    {8, step_8},
};
const int schema_step_count = (int)COUNT(schema_steps);
