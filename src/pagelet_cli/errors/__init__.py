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
│   └── BodyTooLarge       PGL-S210
├── PolicyStopped          PGL-S301
├── ConfigProblem          pagelet.toml or pyproject.toml
│   ├── ConfigSyntax       PGL-C101
│   ├── ConfigKey          PGL-C102
│   └── ConfigValue        PGL-C103
├── RuntimeProblem         an interpreter cannot be had
│   ├── RuntimeUnknown     PGL-R101
│   ├── RuntimeUnavailable PGL-R102
│   ├── RuntimeDamaged     PGL-R103
│   ├── DiskFull           PGL-R104
│   ├── CacheUnwritable    PGL-R105
│   └── FetchCancelled     PGL-R106
├── AssetProblem           Pagelet's own files
│   └── AssetMissing       PGL-A101
└── NewProblem             pagelet new
    ├── NameRefused        PGL-N101
    └── WouldOverwrite     PGL-N102

A message is two sentences: what happened, and what to do next.
"""

from __future__ import annotations

from pagelet_cli.errors.base import Location, PageletError, codes
from pagelet_cli.errors.project import AssetMissing, AssetProblem, NameRefused, NewProblem, WouldOverwrite
from pagelet_cli.errors.runtimes import (
    CacheUnwritable,
    DiskFull,
    FetchCancelled,
    RuntimeDamaged,
    RuntimeProblem,
    RuntimeUnavailable,
    RuntimeUnknown,
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
    UsageProblem,
)
from pagelet_cli.errors.settings import ConfigKey, ConfigProblem, ConfigSyntax, ConfigValue

__all__ = [
    "AssetMissing",
    "AssetProblem",
    "BadHost",
    "BodyTooLarge",
    "CacheUnwritable",
    "ConfigKey",
    "ConfigProblem",
    "ConfigSyntax",
    "ConfigValue",
    "CrossSite",
    "DiskFull",
    "FetchCancelled",
    "FileHidden",
    "FileMissing",
    "ForeignHost",
    "ForeignOrigin",
    "Location",
    "MethodRefused",
    "NameRefused",
    "NewProblem",
    "NoSuchPath",
    "NotServable",
    "PageletError",
    "PathRefused",
    "PolicyStopped",
    "PortTaken",
    "RangeRefused",
    "Refused",
    "RuntimeDamaged",
    "RuntimeProblem",
    "RuntimeUnavailable",
    "RuntimeUnknown",
    "TokenMissing",
    "UsageProblem",
    "WouldOverwrite",
    "codes",
]
