package dev.postern.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.mailbox.model.MessageIdDto;
import org.apache.mailet.AttributeValue;

/** Writes attribute values as James does, {@code {"serializer": …, "value": …}}, except that numbers with a fraction are text. */
final class AttributeWriter {
    /** How deep values may lie within values. Far more than any mailet needs, and no stack or parser is at its end. */
    static final int MAX_DEPTH = 32;

    private AttributeWriter() {}

    /** Returns why a value cannot be stored; empty if it can. */
    static Optional<String> refusal(AttributeValue<?> value) {
        return refusal(value, MAX_DEPTH);
    }

    private static Optional<String> refusal(Object value, int levels) {
        if (levels == 0) {
            return Optional.of("its values are nested more than " + MAX_DEPTH + " levels deep");
        }
        if (!(value instanceof AttributeValue<?> attribute)) {
            return Optional.of("it contains a bare " + className(value));
        }
        Object content = attribute.value();
        return AttributeType.of(content)
                .map(type -> within(type, content)
                        .map(inner -> refusal(inner, levels - 1))
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElseGet(() -> Optional.of("its type is " + className(content)));
    }

    private static Stream<?> within(AttributeType type, Object content) {
        return switch (type) {
            case OPTIONAL -> ((Optional<?>) content).stream();
            case COLLECTION -> ((Collection<?>) content).stream();
            case MAP -> ((Map<?, ?>) content).values().stream();
            case STRING, BOOLEAN, INT, LONG, FLOAT, DOUBLE, DATE, BYTES, URL, MESSAGE_ID -> Stream.empty();
        };
    }

    /** @param value one for which there is no {@link #refusal} */
    static void write(AttributeValue<?> value, JsonGenerator json) throws IOException {
        Object content = value.value();
        AttributeType type = AttributeType.of(content).orElseThrow();
        json.writeStartObject();
        json.writeStringField("serializer", type.serializer());
        json.writeFieldName("value");
        write(type, content, json);
        json.writeEndObject();
    }

    private static void write(AttributeType type, Object content, JsonGenerator json) throws IOException {
        switch (type) {
            case BOOLEAN -> json.writeBoolean((Boolean) content);
            case INT -> json.writeNumber((Integer) content);
            case LONG -> json.writeNumber((Long) content);
            case BYTES -> json.writeBinary((byte[]) content);
            // JSON has no infinity, and a float read as a double and rounded again need not be the same float.
            case STRING, FLOAT, DOUBLE, URL -> json.writeString(content.toString());
            case DATE -> json.writeString(((ZonedDateTime) content).format(DateTimeFormatter.ISO_DATE_TIME));
            case MESSAGE_ID -> json.writeString(((MessageIdDto) content).asString());
            case OPTIONAL -> {
                Optional<?> inner = (Optional<?>) content;
                if (inner.isPresent()) {
                    write((AttributeValue<?>) inner.get(), json);
                } else {
                    json.writeNull();
                }
            }
            case COLLECTION -> {
                json.writeStartArray();
                for (Object inner : (Collection<?>) content) {
                    write((AttributeValue<?>) inner, json);
                }
                json.writeEndArray();
            }
            case MAP -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) content).entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write((AttributeValue<?>) entry.getValue(), json);
                }
                json.writeEndObject();
            }
        }
    }

    private static String className(Object value) {
        return value == null ? "null" : value.getClass().getName();
    }
}
