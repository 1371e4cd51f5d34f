"""Every error the tool can raise, with its code.

PageletError
├── UsageProblem           the command line or a path is wrong
│   ├── NoSuchPath         PGL-S101
│   ├── NotServable        PGL-S102
│   ├── PortTaken          PGL-S103
│   └── BadHost            PGL-S104
├── Refused                the development server said no (one per guard)
│   ├── ForeignHost        PGL-S201
│   ├── ForeignOrigin      PGL-S202
│   ├── CrossSite          PGL-S203
│   ├── TokenMissing       PGL-S204
│   ├── MethodRefused      PGL-S205
│   ├── PathRefused        PGL-S206
│   ├── FileHidden         PGL-S207
│   ├── FileMissing        PGL-S208
│   ├── RangeRefused       PGL-S209
│   ├── BodyTooLarge       PGL-S210
│   └── TwoEnds            PGL-S211
├── PolicyStopped          PGL-S301
├── ConfigProblem          pagelet.toml or pyproject.toml
│   ├── ConfigSyntax       PGL-C101
│   ├── ConfigKey          PGL-C102
│   ├── ConfigValue        PGL-C103
│   └── KeptUnknown        PGL-C104
├── CheckProblem           what `pagelet check` finds in pages
│   ├── PythonUnreadable   PGL-C201
│   ├── ModuleLacking      PGL-C202
│   ├── NameUnknown        PGL-C203
│   ├── PageBlocked        PGL-C204
│   ├── SecretShipped      PGL-C205
│   ├── OutsideRoot        PGL-C206
│   ├── LinkBroken         PGL-C207
│   ├── LanguageMissing    PGL-C208
│   ├── TitleMissing       PGL-C209
│   ├── AlternativeMissing PGL-C210
│   ├── LabelMissing       PGL-C211
│   ├── PageTooLarge       PGL-C212
│   ├── PageConfigUnfit    PGL-C213
│   ├── AnswerUnknown      PGL-C214
│   ├── NameMisspelt       PGL-C215
│   └── BaseMoved          PGL-C216
├── RuntimeProblem         an interpreter cannot be had
│   ├── RuntimeUnknown     PGL-R101
│   ├── RuntimeUnavailable PGL-R102
│   ├── RuntimeDamaged     PGL-R103
│   ├── DiskFull           PGL-R104
│   ├── CacheUnwritable    PGL-R105
│   ├── FetchCancelled     PGL-R106
│   ├── NodeMissing        PGL-R107
│   ├── PageWanted         PGL-R108
│   └── WaitInside         PGL-R109
├── PackageProblem         a package cannot be had, or not in this page
│   ├── RequirementUnreadable PGL-K101
│   ├── LocalPackageMissing   PGL-K102
│   ├── PackageUnknown        PGL-K103
│   ├── VersionMissing        PGL-K104
│   ├── NoWheel               PGL-K105
│   ├── OtherSystems          PGL-K106
│   ├── WrongYear             PGL-K107
│   ├── Yanked                PGL-K108
│   ├── Conflict              PGL-K109
│   ├── StandardModule        PGL-K110
│   ├── NotForMicroPython     PGL-K111
│   ├── IndexUnreachable      PGL-K112
│   ├── PackageDamaged        PGL-K113
│   ├── WheelInvalid          PGL-K114
│   ├── PackageUnavailable    PGL-K115
│   ├── LockUnreadable        PGL-K116
│   ├── LockForeign           PGL-K117
│   ├── LockStale             PGL-K118
│   ├── PythonUnfit           PGL-K119
│   └── ExtraUnknown          PGL-K120
├── AssetProblem           Pagelet's own files
│   ├── AssetMissing       PGL-A101
│   └── BundleError        PGL-A102
├── BuildProblem           pagelet build
│   ├── OutputTaken        PGL-B101
│   ├── OutputUnwritable   PGL-B102
│   ├── FileNotShipped     PGL-B103
│   ├── FileRemote         PGL-B104
│   ├── RemoteInterpreter  PGL-B105
│   ├── NoPage             PGL-B106
│   ├── NotOnePage         PGL-B107
│   ├── PrerenderFailed    PGL-B108
│   ├── PrerenderStuck     PGL-B109
│   ├── PrerenderUnclosed  PGL-B110
│   ├── SinglePrerendered  PGL-B111
│   ├── WindowMissing      PGL-B112
│   ├── WindowUndrawable   PGL-B113
│   └── AlreadyBuilt       PGL-B114
├── NewProblem             pagelet new
│   ├── NameRefused        PGL-N101
│   └── WouldOverwrite     PGL-N102
└── TestingProblem         pagelet test
    ├── PytestMissing      PGL-T101
    ├── BrowserError       PGL-T102
    │   └── BrowserMissing PGL-T103
    └── TestedMissing      PGL-T104

A message is two sentences: what happened, and what to do next.
"""

from __future__ import annotations

from pagelet_cli.errors.base import Location, PageletError, codes
from pagelet_cli.errors.building import (
    AlreadyBuilt,
    BuildProblem,
    FileNotShipped,
    FileRemote,
    NoPage,
    NotOnePage,
    OutputTaken,
    OutputUnwritable,
    PrerenderFailed,
    PrerenderStuck,
    PrerenderUnclosed,
    RemoteInterpreter,
    SinglePrerendered,
    WindowMissing,
    WindowUndrawable,
)
from pagelet_cli.errors.checking import (
    AlternativeMissing,
    AnswerUnknown,
    BaseMoved,
    CheckProblem,
    LabelMissing,
    LanguageMissing,
    LinkBroken,
    ModuleLacking,
    NameMisspelt,
    NameUnknown,
    OutsideRoot,
    PageBlocked,
    PageConfigUnfit,
    PageTooLarge,
    PythonUnreadable,
    SecretShipped,
    TitleMissing,
)
from pagelet_cli.errors.packages import (
    Conflict,
    ExtraUnknown,
    IndexUnreachable,
    LocalPackageMissing,
    LockForeign,
    LockStale,
    LockUnreadable,
    NotForMicroPython,
    NoWheel,
    OtherSystems,
    PackageDamaged,
    PackageProblem,
    PackageUnavailable,
    PackageUnknown,
    PythonUnfit,
    RequirementUnreadable,
    StandardModule,
    VersionMissing,
    WheelInvalid,
    WrongYear,
    Yanked,
)
from pagelet_cli.errors.project import (
    AssetMissing,
    AssetProblem,
    BundleError,
    NameRefused,
    NewProblem,
    WouldOverwrite,
)
from pagelet_cli.errors.runtimes import (
    CacheUnwritable,
    DiskFull,
    FetchCancelled,
    NodeMissing,
    PageWanted,
    RuntimeDamaged,
    RuntimeProblem,
    RuntimeUnavailable,
    RuntimeUnknown,
    WaitInside,
)
from pagelet_cli.errors.serving import (
    BadHost,
    BodyTooLarge,
    CrossSite,
    FileHidden,
    FileMissing,
    ForeignHost,
    ForeignOrigin,
    MethodRefused,
    NoSuchPath,
    NotServable,
    PathRefused,
    PolicyStopped,
    PortTaken,
    RangeRefused,
    Refused,
    TokenMissing,
    TwoEnds,
    UsageProblem,
)
from pagelet_cli.errors.settings import ConfigKey, ConfigProblem, ConfigSyntax, ConfigValue, KeptUnknown
from pagelet_cli.errors.testing import BrowserError, BrowserMissing, PytestMissing, TestedMissing, TestingProblem

__all__ = [
    "AlreadyBuilt",
    "AlternativeMissing",
    "AnswerUnknown",
    "AssetMissing",
    "AssetProblem",
    "BadHost",
    "BaseMoved",
    "BodyTooLarge",
    "BrowserError",
    "BrowserMissing",
    "BuildProblem",
    "BundleError",
    "CacheUnwritable",
    "CheckProblem",
    "ConfigKey",
    "ConfigProblem",
    "ConfigSyntax",
    "ConfigValue",
    "Conflict",
    "CrossSite",
    "DiskFull",
    "ExtraUnknown",
    "FetchCancelled",
    "FileHidden",
    "FileMissing",
    "FileNotShipped",
    "FileRemote",
    "ForeignHost",
    "ForeignOrigin",
    "IndexUnreachable",
    "KeptUnknown",
    "LabelMissing",
    "LanguageMissing",
    "LinkBroken",
    "LocalPackageMissing",
    "Location",
    "LockForeign",
    "LockStale",
    "LockUnreadable",
    "MethodRefused",
    "ModuleLacking",
    "NameMisspelt",
    "NameRefused",
    "NameUnknown",
    "NewProblem",
    "NoPage",
    "NoSuchPath",
    "NoWheel",
    "NodeMissing",
    "NotForMicroPython",
    "NotOnePage",
    "NotServable",
    "OtherSystems",
    "OutputTaken",
    "OutputUnwritable",
    "OutsideRoot",
    "PackageDamaged",
    "PackageProblem",
    "PackageUnavailable",
    "PackageUnknown",
    "PageBlocked",
    "PageConfigUnfit",
    "PageTooLarge",
    "PageWanted",
    "PageletError",
    "PathRefused",
    "PolicyStopped",
    "PortTaken",
    "PrerenderFailed",
    "PrerenderStuck",
    "PrerenderUnclosed",
    "PytestMissing",
    "PythonUnfit",
    "PythonUnreadable",
    "RangeRefused",
    "Refused",
    "RemoteInterpreter",
    "RequirementUnreadable",
    "RuntimeDamaged",
    "RuntimeProblem",
    "RuntimeUnavailable",
    "RuntimeUnknown",
    "SecretShipped",
    "SinglePrerendered",
    "StandardModule",
    "TestedMissing",
    "TestingProblem",
    "TitleMissing",
    "TokenMissing",
    "TwoEnds",
    "UsageProblem",
    "VersionMissing",
    "WaitInside",
    "WheelInvalid",
    "WindowMissing",
    "WindowUndrawable",
    "WouldOverwrite",
    "WrongYear",
    "Yanked",
    "codes",
]
