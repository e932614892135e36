package dev.postern.partner;

import java.util.Locale;

/** Says whether a partner's rule is enforced or only monitored. */
public enum PartnerMode {
    ENFORCE,
    /** Refuses and defers nothing, and records exactly what {@link #ENFORCE} would have done. */
    MONITOR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
