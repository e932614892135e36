package dev.postern.tls;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;

/** The purpose that a client's certificate must allow (extendedKeyUsage, RFC 5280 §4.2.1.12); one without the extension is good for all. */
public enum ClientPurpose {
    /**
     * TLS, as a server or as a client: a mail server's certificate names that server in both roles, and public CAs issue them for
     * servers only.
     */
    TLS(ImmutableList.of(KeyPurposes.CLIENT_AUTH, KeyPurposes.SERVER_AUTH)),
    /** TLS as a client. */
    CLIENT(ImmutableList.of(KeyPurposes.CLIENT_AUTH));

    private final ImmutableList<String> keyPurposes;

    ClientPurpose(ImmutableList<String> keyPurposes) {
        this.keyPurposes = keyPurposes;
    }

    /** Returns the word of the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The object identifiers of which one suffices. */
    List<String> keyPurposes() {
        return keyPurposes;
    }
}
