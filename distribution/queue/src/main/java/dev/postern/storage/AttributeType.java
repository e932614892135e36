package dev.postern.storage;

import java.net.URL;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.james.mailbox.model.MessageIdDto;

/**
 * The types of attribute values that are stored, under the names that James gives their serializers. James knows two
 * more that are not here: one names a class that is to read the value, the other is no type at all.
 */
enum AttributeType {
    STRING("StringSerializer", String.class),
    BOOLEAN("BooleanSerializer", Boolean.class),
    INT("IntSerializer", Integer.class),
    LONG("LongSerializer", Long.class),
    FLOAT("FloatSerializer", Float.class),
    DOUBLE("DoubleSerializer", Double.class),
    DATE("DateSerializer", ZonedDateTime.class),
    BYTES("BytesSerializer", byte[].class),
    URL("UrlSerializer", URL.class),
    MESSAGE_ID("MessageIdDtoSerializer", MessageIdDto.class),
    OPTIONAL("OptionalSerializer", Optional.class),
    COLLECTION("CollectionSerializer", Collection.class),
    MAP("MapSerializer", Map.class);

    private static final AttributeType[] ALL = values();
    private static final Map<String, AttributeType> BY_NAME =
            Arrays.stream(ALL).collect(Collectors.toUnmodifiableMap(AttributeType::serializer, Function.identity()));

    private final String serializer;
    private final Class<?> javaType;

    AttributeType(String serializer, Class<?> javaType) {
        this.serializer = serializer;
        this.javaType = javaType;
    }

    String serializer() {
        return serializer;
    }

    static Optional<AttributeType> named(String serializer) {
        return Optional.ofNullable(BY_NAME.get(serializer));
    }

    static Optional<AttributeType> of(Object value) {
        for (AttributeType type : ALL) {
            if (type.javaType.isInstance(value)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
