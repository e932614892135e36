package dev.postern.admission;

import java.util.Locale;

/** The standing of a client, known from its address alone. Ordered: later kinds get through where earlier ones do not. */
public enum ClientKind {
    /** Everyone else. */
    STRANGER,
    /** A host within the {@code sources} of a partner. */
    PARTNER,
    /** A host within the relay networks. */
    OWN_SERVER;

    /** For logs. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
