"""Refusals: what a user may not do, each with the code and token client libraries know.

One module per topic; whoever raises one says `errors.UserIsBlocked` wherever it stands. A new one
is written into the module of its topic and is thereby found here.

https://core.telegram.org/api/errors
"""

from heliograph.domain.errors.bots import *
from heliograph.domain.errors.channels import *
from heliograph.domain.errors.dialogs import *
from heliograph.domain.errors.encrypted_chats import *
from heliograph.domain.errors.files import *
from heliograph.domain.errors.groups import *
from heliograph.domain.errors.invocation import *
from heliograph.domain.errors.messages import *
from heliograph.domain.errors.opinions import *
from heliograph.domain.errors.people import *
from heliograph.domain.errors.refused import *
from heliograph.domain.errors.rights import *
from heliograph.domain.errors.settings import *
from heliograph.domain.errors.sign_in import *
from heliograph.domain.errors.two_step import *
