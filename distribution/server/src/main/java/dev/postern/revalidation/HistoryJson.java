package dev.postern.revalidation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.postern.probe.ProbeStatus;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** Writes and reads the files of this package: JSON with times as text, and the words of {@code postern probe --json}. */
final class HistoryJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(words(ProbeStatus.class, List.of(ProbeStatus.values()), ProbeStatus::word))
            .addModule(words(TlsVersion.class, List.of(TlsVersion.values()), TlsVersion::word))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private HistoryJson() {}

    /** Returns it in one line, without its end. */
    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads it.
     *
     * @throws IOException if the text is not that
     */
    static <T> T read(String text, Class<T> type) throws IOException {
        try {
            T value = MAPPER.readValue(text, type);
            if (value == null) {
                throw new IOException("null is no " + type.getSimpleName());
            }
            return value;
        } catch (RuntimeException e) { // of a record that rejects what was read
            throw new IOException("no " + type.getSimpleName(), e);
        }
    }

    private static <T> SimpleModule words(Class<T> type, List<T> values, Function<T, String> word) {
        var module = new SimpleModule(type.getSimpleName());
        module.addSerializer(type, new StdSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(word.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String text = in.getText();
                return values.stream()
                        .filter(value -> word.apply(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IOException("unknown word " + text));
            }
        });
        return module;
    }
}
