"""Reading debtor registers (ทะเบียนลูกหนี้) as funds really keep them: bytes in, plain rows out.

No database, nothing kept on disk. ``reading`` is the way in.
"""

from debts.registers.reading import ReadRegister, TablePlace, read_register
from debts.registers.rows import RegisterRow, UnreadableCell

__all__ = ["ReadRegister", "RegisterRow", "TablePlace", "UnreadableCell", "read_register"]
