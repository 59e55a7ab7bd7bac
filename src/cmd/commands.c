#include "cmd/cmd.h"

const command commands[] = {
	{"check", "check PLAN... [--against OLDER] [--only IDS] [--summary] [--format text|json|csv|xlsx] [-o FILE]",
		"run the policy year's checks over plans, and explain what is wrong",
		"Runs the checks of each plan's policy year and prints what they find, ordered by what matters.  PLAN "
		"is a package\n"
		"folder, a .json file or a workbook (.xlsx or .xlsm): our own, or a national template that a policy "
		"year has a map of.\n"
		"Many plans are checked in parallel and printed in the order named, with a line for each at the "
		"end.\n\n"
		"  --against OLDER          compare with an earlier plan: figures printed differently, schemes that "
		"came and went,\n"
		"                           money whose composition changed, areas that are no longer the same\n"
		"  --only IDS               only these checks, parted by commas: --only RNG-01,EXP-03\n"
		"  --summary                only a line for each plan: errors, things to confirm, what cannot be told\n"
		"  --format xlsx -o FILE    the findings of all plans as one workbook, a row a finding, linked to its "
		"cell\n"
		"  -o, --output FILE        write there instead of to standard output\n"
		"  --threads N              how many plans at once (default: one for each processor)\n\n"
		"Example:  bcf check examples/doncaster-2019-20\n"
		"          bcf check returns/*.xlsx --format xlsx -o findings.xlsx\n",
		cmd_check},
	{"explain", "explain PLAN FIGURE|FINDING [--against OLDER]",
		"how a figure or a finding comes about, down to rows and source",
		"FIGURE is written  spend.by_source[dfg] doncaster 2019-20 ; leave out area and period to see every "
		"one, and the figure\n"
		"to list all there are.  FINDING is an id as 'bcf check' prints it.\n\n"
		"  --against OLDER          the earlier plan, for a finding of a comparison\n\n"
		"Example:  bcf explain examples/doncaster-2019-20 'spend.by_source[ccg_minimum] doncaster 2019-20'\n"
		"          bcf explain examples/doncaster-2019-20 RNG-01:doncaster:2019-20\n",
		cmd_explain},
	{"convert", "convert IN OUT [--map FILE] [--force]", "between package folder, workbook and .json, without loss",
		"IN is a package folder, a .json file or a workbook: our own, or a national template that a policy "
		"year has a map of.\n"
		"OUT ending in .xlsx is a workbook to work in offline, one ending in .json a JSON file; any other name "
		"is a package\n"
		"folder.  What is there is not replaced unless you say --force; it appears complete or not at "
		"all.\n\n"
		"  --map FILE               read IN, a partnership's own list, by this map (docs/workbooks.md)\n\n"
		"Example:  bcf convert examples/doncaster-2019-20 doncaster.json\n"
		"          bcf convert examples/doncaster-2019-20 doncaster.xlsx\n",
		cmd_convert},
	{"schema", "schema [TABLE] [--policy-tables] [--format text|json|sql|csv|datapackage]",
		"the tables of a plan, as Markdown, JSON or SQL",
		"  --policy-tables          the tables of a policy pack instead\n\n"
		"Example:  bcf schema spend\n",
		cmd_schema},
	{"policy", "policy list | show ID [CHECK|FIGURE] | test [ID] | allocations ID | new ID --from ID --into DIR",
		"policy years: what each asks for, and proof that it works",
		"list         the policy years that are known\n"
		"show ID      what the year asks for; show ID RNG-01 prints one check or figure whole\n"
		"test [ID]    runs every case of a pack (of all packs)\n"
		"allocations  the amounts that the pack holds by ONS code\n"
		"new ID       begins the pack of another year as a copy with its periods and dates moved on\n\n"
		"Example:  bcf policy show 2019-20\n"
		"          bcf policy new 2022-23 --from 2021-22 --into policy\n",
		cmd_policy},
	{"waive", "waive PLAN FINDING --reason TEXT --by NAME --until DATE [--against OLDER]",
		"record that partners accept a finding, why, and until when",
		"Writes a row of table waivers.  The finding is still shown, as waived, until that date; when its "
		"figure changes, the\n"
		"waiver ends.\n\n"
		"  --against OLDER          the earlier plan, for a finding of a comparison\n\n"
		"Example:  bcf waive my-plan RNG-01:doncaster:2019-20 --reason \"agreed by both partners\" --by \"A "
		"Person\" --until 2027-03-31\n",
		cmd_waive},
	{"fill", "fill TEMPLATE.xlsx PLAN -o OUT.xlsx [--area A] [--split RULE] [--replace] [--force]",
		"put a plan into the official workbook and touch nothing else of it",
		"Writes a copy of TEMPLATE in which the input cells hold the plan's values.  Every other part of the "
		"file stays "
		"as it is,\n"
		"byte for byte; formulas are calculated when it is opened.  Cells that hold something else, and "
		"formulas, are "
		"refused and\n"
		"listed (exit status 1; the file is written).  TEMPLATE may be a copy of our own workbook, too.\n\n"
		"  --area A                 the document of one board, from a plan of several\n"
		"  --split RULE             how amounts of the whole partnership fall to its areas, exact to the "
		"penny:\n"
		"                           'dorset=2/3; bournemouth_poole=1/3', or population\n"
		"  --replace                replace values that differ, never formulas\n"
		"  --force                  write OUT also where it is there already\n\n"
		"Example:  bcf fill template.xlsx examples/doncaster-2019-20 -o doncaster.xlsx\n",
		cmd_fill},
	{"synthesise",
		"synthesise --areas N --years Y --seed S [--defects LIST] [--first PERIOD] [--lines N] [--format "
		"folder|json] OUT",
		"a made-up nation of plans, clean or with known faults",
		"Makes one package for each area and policy year in OUT/<policy year>/<area>, from the made-up plan "
		"that each "
		"policy year\n"
		"ships.  The same numbers make the same nation on every machine.  Nothing in it is a real place or a "
		"real "
		"plan.\n\n"
		"  --areas N                how many areas\n"
		"  --years Y                how many policy years, from --first on (default: the earliest year known)\n"
		"  --seed S                 any number: another one makes another nation\n"
		"  --lines N                lines of spend in each plan (default 150)\n"
		"  --defects LIST           plant faults in about two plans of three and list them in OUT/defects.csv: "
		"all, or "
		"kinds parted\n"
		"                           by commas; 'bcf synthesise --defects list' prints the kinds\n\n"
		"Example:  bcf synthesise --areas 2 --years 1 --seed 7 --defects all made-up\n",
		cmd_synthesise},
};
const size_t command_count = sizeof commands / sizeof *commands;
