"""A region: what its utility's grid looks like, and which readings its devices deliver."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from pipeline.contract.vocabulary import EventProfile, TariffClass, Wiring
from pipeline.settings import Settings
from simulator.display import CURVES

STRICT = ConfigDict(extra="forbid", frozen=True)
USUAL_CLASSES = {
    TariffClass.RESIDENTIAL: 0.74,
    TariffClass.COMMERCIAL: 0.15,
    TariffClass.INDUSTRIAL: 0.04,
    TariffClass.PUBLIC: 0.03,
    TariffClass.AGRICULTURAL: 0.04,
}
METER, TERMINAL = "meter", "terminal"
DEVICES = (*(wiring.value for wiring in Wiring), TERMINAL)

Share = Annotated[float, Field(ge=0, le=1)]
Minutes = Literal[15, 30, 60]
Resolution = Minutes | Literal["daily", "monthly", "none"]


class Delivered(BaseModel):
    """What devices of one kind deliver.

    resolution: minutes, or `daily` (at the end of the local day), `monthly` (the register at
    the end of the month, a day early or late), `none`. energy: `register` (forward and
    reverse), `interval` (interval_kwh instead), `none`. channels: further columns.
    """

    model_config = STRICT

    resolution: Resolution = 15
    energy: Literal["register", "interval", "none"] = "register"
    channels: tuple[str, ...] = CURVES

    @field_validator("channels")
    @classmethod
    def _known_channels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := sorted(set(value) - set(CURVES)):
            raise ValueError(f"no channel {unknown}; there are {list(CURVES)}")
        return value

    @property
    def is_delivered(self) -> bool:
        """Whether anything comes at all."""
        return self.resolution != "none"


class SupplyMeters(BaseModel):
    """Supply meters of districts and feeders: minutes of an interval, share of hours lost."""

    model_config = STRICT

    resolution: Minutes | Literal["daily", "none"] = 15
    missing: Share = 0.0


class Communication(BaseModel):
    """Factors on the usual rates of readings that are lost, late or doubled."""

    model_config = STRICT

    missing: float = Field(1.0, ge=0, le=20)
    late: float = Field(1.0, ge=0, le=20)
    doubled: float = Field(1.0, ge=0, le=100)


class Region(BaseModel):
    """Where a scenario plays.

    country: ISO 3166 code of its public holidays; without it there is one made-up stretch of
    them. event_profiles: code lists of the zones' devices, in turn; empty is the usual one.
    class_shares: customers by tariff class. dedicated_share: customers with a transformer of
    their own. four_wire_share: of those, metered below 10 kV on 3P4W. rated_voltage_v: of
    the low-voltage meters. price_factor: on prices in yuan. terminal_share: of the
    other customers behind current transformers, those with a terminal. own_ct_share: of the
    terminals, those on current transformers of their own. district_accounts: customers a
    district. batch_share: customers that one faulty batch befalls, at most.
    wrong_district: customers whom the records put under a wrong transformer.
    varied_meters: models differ in errors and registers, and a few meters leave their class.
    wrong_clocks: meters whose time is wrong for a while. delivery: what devices deliver, by
    wiring; `meter` stands for the wirings not named, `terminal` for the terminals.
    """

    model_config = STRICT

    timezone: str = "Asia/Shanghai"
    country: str | None = None
    currency: str = "CNY"
    event_profiles: tuple[EventProfile, ...] = ()
    class_shares: dict[TariffClass, Share] = Field(default_factory=lambda: dict(USUAL_CLASSES))
    dedicated_share: Share | None = None
    four_wire_share: Share = 0.15
    rated_voltage_v: float = Field(220.0, ge=100, le=300)
    price_factor: float = Field(1.0, gt=0, le=1000)
    terminal_share: Share = 0.5
    own_ct_share: Share = 0.4
    district_accounts: int = Field(49, ge=4, le=400)
    batch_share: Share = 0.1
    wrong_district: Share = 0.0
    varied_meters: bool = False
    wrong_clocks: Share = 0.0
    delivery: dict[str, Delivered] = Field(default_factory=dict)
    supply: SupplyMeters = SupplyMeters()
    link: Communication = Communication()

    @field_validator("timezone", "country")
    @classmethod
    def _is_a_setting(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Take only what the settings file beside the tables can hold."""
        try:
            Settings.model_validate({str(info.field_name): value})
        except ValidationError as error:
            raise ValueError(str(error.errors()[0]["ctx"]["error"])) from error
        return value

    @field_validator("delivery")
    @classmethod
    def _known_devices(cls, value: dict[str, Delivered]) -> dict[str, Delivered]:
        known = (METER, *DEVICES)
        if unknown := sorted(set(value) - set(known)):
            raise ValueError(f"no devices {unknown}; there are {list(known)}")
        terminal = value.get(TERMINAL, Delivered())
        if terminal.energy == "interval" or terminal.resolution == "monthly":
            raise ValueError("terminals deliver registers, by day or oftener")
        return value

    @field_validator("class_shares")
    @classmethod
    def _whole_shares(cls, value: dict[TariffClass, float]) -> dict[TariffClass, float]:
        if unknown := sorted(set(value) - set(USUAL_CLASSES)):
            raise ValueError(f"no loads of class {unknown}; there are {[*USUAL_CLASSES]}")
        if abs(sum(value.values()) - 1) > 1e-6:
            raise ValueError(f"the shares add up to {sum(value.values()):g}, not to 1")
        return {one: value.get(one, 0.0) for one in USUAL_CLASSES}

    def delivered(self, device: str) -> Delivered:
        """Return what devices of a wiring, or the terminals, deliver; the usual unless said."""
        usual = Delivered() if device == TERMINAL else self.delivery.get(METER, Delivered())
        return self.delivery.get(device, usual)

    @property
    def has_intervals(self) -> bool:
        """Whether any device delivers intervals in place of registers."""
        kinds = [self.delivered(device) for device in DEVICES]
        return any(one.is_delivered and one.energy == "interval" for one in kinds)


USUAL_REGION = Region()
