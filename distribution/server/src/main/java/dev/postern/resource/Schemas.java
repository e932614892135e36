package dev.postern.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.postern.api.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JSON Schemas of records, by name, as {@link Json} writes these records. */
final class Schemas {
    private final Map<String, Object> schemas = new TreeMap<>();

    /** Returns all records that were asked for, and those within them. */
    Map<String, Object> all() {
        return schemas;
    }

    /** Returns a reference to the schema of a record. */
    Map<String, Object> of(Class<?> type) {
        String name = name(type);
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of()); // for a record within itself
            schemas.put(name, object(type));
        }
        return ordered("$ref", "#/components/schemas/" + name);
    }

    private static String name(Class<?> type) {
        return Optional.<Class<?>>ofNullable(type.getEnclosingClass())
                .map(outer -> name(outer) + type.getSimpleName())
                .orElse(type.getSimpleName());
    }

    private Map<String, Object> object(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        boolean emptyIsOmitted = Optional.ofNullable(type.getAnnotation(JsonInclude.class))
                .filter(include -> include.value() == JsonInclude.Include.NON_EMPTY)
                .isPresent();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.put(component.getName(), schema(component.getGenericType()));
            boolean omitted = component.getType().equals(Optional.class)
                    || (emptyIsOmitted && component.getType().equals(List.class));
            if (!omitted) {
                required.add(component.getName());
            }
        }
        Map<String, Object> object = ordered("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType().equals(Optional.class)) {
                return schema(arguments[0]);
            }
            if (generic.getRawType().equals(List.class)) {
                return ordered("type", "array", "items", schema(arguments[0]));
            }
            return ordered("type", "object", "additionalProperties", schema(arguments[1]));
        }
        if (type.equals(String.class)) {
            return ordered("type", "string");
        }
        if (type.equals(Instant.class)) {
            return ordered("type", "string", "format", "date-time");
        }
        if (type.equals(boolean.class) || type.equals(Boolean.class)) {
            return ordered("type", "boolean");
        }
        if (type.equals(long.class)) {
            return ordered("type", "integer", "format", "int64");
        }
        if (type.equals(int.class) || type.equals(Integer.class)) {
            return ordered("type", "integer", "format", "int32");
        }
        if (type instanceof Class<?> word && word.isEnum()) {
            return ordered("type", "string", "enum", words(word));
        }
        if (type instanceof Class<?> inner && inner.isRecord()) {
            return of(inner);
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Json.write(constant).strip().replace("\"", ""))
                .toList();
    }

    /** Returns a mapping in this order; keys and values alternate. */
    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int at = 0; at < keysAndValues.length; at += 2) {
            map.put((String) keysAndValues[at], keysAndValues[at + 1]);
        }
        return map;
    }
}
