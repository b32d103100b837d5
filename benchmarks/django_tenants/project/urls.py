"""One page."""

from django.urls import path
from hiring.views import progress

urlpatterns = [path("progress", progress)]
