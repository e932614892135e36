package dev.postern.smtp;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.api.handler.ProtocolHandler;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;

/** Makes handlers as James's loaders do: by the constructor that is marked for injection, or the one without parameters. */
final class HandlerLoader implements ProtocolHandlerLoader {
    private final Map<Class<?>, Object> bindings;

    HandlerLoader(Map<Class<?>, Object> bindings) {
        this.bindings = bindings;
    }

    @Override
    public ProtocolHandler load(String name, Configuration config) throws LoadingException {
        try {
            var handler = (ProtocolHandler) make(Class.forName(name));
            handler.init(config);
            return handler;
        } catch (ReflectiveOperationException | ConfigurationException e) {
            throw new LoadingException(name, e);
        }
    }

    private Object make(Class<?> type) throws ReflectiveOperationException {
        if (bindings.containsKey(type)) {
            return bindings.get(type);
        }
        Constructor<?> constructor = Stream.of(type.getConstructors())
                .filter(candidate -> candidate.isAnnotationPresent(Inject.class))
                .findFirst()
                .orElse(null);
        if (constructor == null) {
            return type.getConstructor().newInstance();
        }
        Object[] arguments = new Object[constructor.getParameterCount()];
        Arrays.setAll(arguments, i -> argument(constructor.getParameterTypes()[i]));
        return constructor.newInstance(arguments);
    }

    private Object argument(Class<?> type) {
        try {
            return make(type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no " + type, e);
        }
    }
}
