"""Assembly: settings, secrets, and the only place that puts adapters into parts."""

from troth.assembly.attesting import ByHand, Said, Told
from troth.assembly.backups import Copied, backup, restore
from troth.assembly.bulk import Alike, Bulk, BulkWork, Trial
from troth.assembly.calling_back import CallBacks, callbacks_of
from troth.assembly.closing import closings_of, end_work
from troth.assembly.desks import case_work, desk_of, register_of
from troth.assembly.files import FileError, open_file, read_whole
from troth.assembly.guardian_desk import GuardianDesk
from troth.assembly.holdings import Holdings
from troth.assembly.intake import TableIntake
from troth.assembly.key_work import KeysStand, VaultKeys
from troth.assembly.machine import now
from troth.assembly.map_checks import check_map
from troth.assembly.minors import Guardians
from troth.assembly.offices import Office, by_hand_of, office_of
from troth.assembly.opening import Installation, install, open_gate, signature_verifier, today
from troth.assembly.operators import Doors, open_operators
from troth.assembly.order_plans import ACT as PLAN_ACT
from troth.assembly.order_plans import StoppedOrder, StorePlans, allow_plan, is_allowed, plans_of
from troth.assembly.printing import printer
from troth.assembly.rotating import Rotated, rotate_index, rotate_keys
from troth.assembly.running import Runs
from troth.assembly.scanning import place_at, scan_run, scan_watch
from troth.assembly.secrets import matches
from troth.assembly.settings import VARIABLES, Settings
from troth.assembly.signing_in import sign_ins_of
from troth.assembly.sweep_allowing import allow_large
from troth.assembly.sweep_approvals import Approval, allow, approval_of, approvers_wanted
from troth.assembly.sweep_days import SweepWork, open_sweeps
from troth.assembly.sweep_standing import last_run
from troth.assembly.sweeping import Report, Sweep
from troth.assembly.vaults import drill_keys
from troth.assembly.working import Heartbeat, Workers, heartbeats, open_books, performers

__all__ = [
    "Alike", "allow", "allow_large", "allow_plan", "is_allowed", "PLAN_ACT", "plans_of", "StoppedOrder", "StorePlans", "Approval", "approval_of", "approvers_wanted", "backup", "Bulk",
    "BulkWork", "by_hand_of", "ByHand", "CallBacks", "callbacks_of", "case_work", "check_map",
    "closings_of", "Copied", "desk_of", "Doors", "drill_keys", "end_work", "FileError", "GuardianDesk",
    "Guardians", "Heartbeat", "heartbeats", "Holdings", "install", "Installation", "KeysStand", "last_run", "matches",
    "now", "Office", "office_of", "open_books", "open_file", "open_gate", "open_operators", "open_sweeps",
    "performers", "place_at", "printer", "read_whole", "register_of", "Report", "restore", "rotate_index", "rotate_keys",
    "Rotated", "Runs", "Said", "scan_run", "scan_watch", "Settings", "sign_ins_of", "signature_verifier", "Sweep",
    "SweepWork", "TableIntake", "today", "Told", "Trial", "VARIABLES", "VaultKeys", "Workers",
]  # fmt: skip
