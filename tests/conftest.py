"""What all tests share: hypothesis draws anew at every run here, and the same in CI, which never fails by chance."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
