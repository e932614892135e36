package dev.postern.partner;

import java.util.Locale;

/** Whether a partner's rule is kept or only watched. */
public enum PartnerMode {
    ENFORCE,
    /** Refuses and defers nothing, and records exactly what {@link #ENFORCE} would have done. */
    MONITOR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
