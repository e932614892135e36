package dev.postern.admission;

import java.util.Locale;

/** What a client is to us, known from its address alone. Ordered: later kinds get through where earlier ones do not. */
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
