package dev.postern.delivery;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;

/** Takes every SNI name and tells it. */
final class NameRecorder extends SNIMatcher {
    private static final int HOST_NAME = 0;

    private final Consumer<String> listener;

    NameRecorder(Consumer<String> listener) {
        super(HOST_NAME);
        this.listener = listener;
    }

    @Override
    public boolean matches(SNIServerName name) {
        listener.accept(new String(name.getEncoded(), StandardCharsets.US_ASCII));
        return true;
    }
}
