package dev.postern.tls;

import java.util.Optional;
import java.util.stream.Stream;

/** A TLS protocol version. The order is the age: the later constant is the newer version. */
public enum TlsVersion {
    SSL_3_0("SSLv3"),
    TLS_1_0("TLSv1"),
    TLS_1_1("TLSv1.1"),
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String word;

    TlsVersion(String word) {
        this.word = word;
    }

    /** The name that JSSE, the configuration files and the logs use, such as {@code TLSv1.2}. */
    public String word() {
        return word;
    }

    public boolean isAtLeast(TlsVersion other) {
        return compareTo(other) >= 0;
    }

    /** Returns the newer of the two. */
    public TlsVersion newer(TlsVersion other) {
        return isAtLeast(other) ? this : other;
    }

    /** Returns the version of that JSSE name, if it is a known one. */
    public static Optional<TlsVersion> of(String word) {
        return Stream.of(values()).filter(version -> version.word.equals(word)).findFirst();
    }
}
