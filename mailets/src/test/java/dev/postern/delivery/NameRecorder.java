package dev.postern.delivery;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;

/** Takes every SNI name, or none, and tells it. */
final class NameRecorder extends SNIMatcher {
    private static final int HOST_NAME = 0;

    private final Consumer<String> listener;
    private final boolean refuses;

    NameRecorder(Consumer<String> listener, boolean refuses) {
        super(HOST_NAME);
        this.listener = listener;
        this.refuses = refuses;
    }

    @Override
    public boolean matches(SNIServerName name) {
        listener.accept(new String(name.getEncoded(), StandardCharsets.US_ASCII));
        return !refuses;
    }
}
