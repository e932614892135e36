package dev.postern.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mailbox.model.MessageIdDto;
import org.apache.mailet.AttributeValue;

/**
 * Reads what {@link AttributeWriter} wrote. No class is ever looked up by a name that stands in the bytes, and nothing is
 * deserialised by Java; a type that is not on the list of {@link AttributeType} is an error.
 */
final class AttributeReader {
    private AttributeReader() {}

    /** @throws UnreadableEnvelope if it is no value, or of a type that is not known; unchecked errors mean the same */
    static AttributeValue<?> read(JsonNode json) throws UnreadableEnvelope {
        JsonNode serializer = json.path("serializer");
        JsonNode value = json.path("value");
        if (!serializer.isTextual() || value.isMissingNode() || json.size() != 2) {
            throw new UnreadableEnvelope("an attribute's value is not an object");
        }
        AttributeType type = AttributeType.named(serializer.textValue())
                .orElseThrow(() -> new UnreadableEnvelope("an attribute is of an unknown type"));
        return AttributeValue.ofAny(content(type, value));
    }

    private static Object content(AttributeType type, JsonNode value) throws UnreadableEnvelope {
        return switch (type) {
            case STRING -> text(value);
            case BOOLEAN -> {
                require(value.isBoolean());
                yield value.booleanValue();
            }
            case INT -> {
                require(value.isInt());
                yield value.intValue();
            }
            case LONG -> {
                require(value.isInt() || value.isLong());
                yield value.longValue();
            }
            case FLOAT -> Float.valueOf(text(value));
            case DOUBLE -> Double.valueOf(text(value));
            case DATE -> ZonedDateTime.parse(text(value), DateTimeFormatter.ISO_DATE_TIME);
            case BYTES -> bytes(value);
            case URL -> url(value);
            case MESSAGE_ID -> new MessageIdDto(text(value));
            case OPTIONAL -> value.isNull() ? Optional.empty() : Optional.of(read(value));
            case COLLECTION -> collection(value);
            case MAP -> map(value);
        };
    }

    private static List<AttributeValue<?>> collection(JsonNode value) throws UnreadableEnvelope {
        require(value.isArray());
        List<AttributeValue<?>> values = new ArrayList<>(value.size());
        for (JsonNode inner : value) {
            values.add(read(inner));
        }
        return List.copyOf(values);
    }

    private static Map<String, AttributeValue<?>> map(JsonNode value) throws UnreadableEnvelope {
        require(value.isObject());
        Map<String, AttributeValue<?>> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            values.put(entry.getKey(), read(entry.getValue()));
        }
        return values;
    }

    private static byte[] bytes(JsonNode value) throws UnreadableEnvelope {
        try {
            return Base64.getDecoder().decode(text(value));
        } catch (IllegalArgumentException e) {
            throw new UnreadableEnvelope("an attribute's bytes are not valid base64", e);
        }
    }

    private static URL url(JsonNode value) throws UnreadableEnvelope {
        try {
            return new URL(text(value));
        } catch (MalformedURLException e) {
            throw new UnreadableEnvelope("an attribute's URL is invalid", e);
        }
    }

    private static String text(JsonNode value) throws UnreadableEnvelope {
        require(value.isTextual());
        return value.textValue();
    }

    private static void require(boolean fits) throws UnreadableEnvelope {
        if (!fits) {
            throw new UnreadableEnvelope("an attribute's value does not fit its type");
        }
    }
}
